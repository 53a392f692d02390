// Reads a screen to a child: with the survey's recordings, else with the device's own voice. Loaded when it is wanted.
//
// What is fetched depends on the question in sight and never on what was chosen or opened: a request must not tell an
// answer. So a question's sounds come all together, and with them those of the questions that only some are asked next.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const CACHE = "suara";
const PATIENCE = 8_000;
const READABLE = "h2:not(.vh), h3, p, .assent li, .limit > summary, .gate > summary, .c, .even, .others .b, .send .b";
const NOT_READ = ".practice, .waits, .lost, .full, .line *, details:not([open]) > :not(summary)";

export function ready(button, own) {
  const words = button.dataset;
  const [label, size] = all("span, small", button);
  const calm = label.textContent;
  const lost = button.parentElement.querySelector(".lost");
  const audio = new Audio();
  const sounds = new Map(); // name: a promise of the address from which it plays
  const kept = new Set();
  const amount = new Intl.NumberFormat(root.lang, { style: "unit", unit: "kilobyte" });
  let turn = 0; // whoever reads stops as soon as this is no longer their turn
  let reading = false;
  let cut = () => {};

  const seen = () => {
    const section = document.querySelector("section.on");
    if (!section) return [document.querySelector("main")];
    // The review is not read out, only what can be done there: for its answers sounds would have to be fetched.
    return section.matches(".rv") ? [section, document.querySelector(".send")] : [section];
  };
  const pieces = () =>
    seen()
      .flatMap((screen) => all(READABLE, screen))
      .filter((piece) => piece.getClientRects().length && !piece.closest(NOT_READ) && piece.textContent.trim());

  // The question in sight, and those around it that are asked or not according to an answer.
  const together = () => {
    const [screen, ...more] = seen();
    const questions = all(".q");
    let start = questions.indexOf(screen);
    if (start < 0) return [screen, ...more];
    let end = start + 1;
    while (start > 0 && "if" in questions[start].dataset) start -= 1;
    while (end < questions.length && "if" in questions[end].dataset) end += 1;
    return questions.slice(start, end);
  };
  const voices = () => together().flatMap((screen) => all("[data-voice]", screen));

  const address = (name) => words.sounds + name;
  // Only where pages are kept already: who has not said yes leaves nothing here.
  const cache = async () => ((await window.caches?.has(CACHE)) ? caches.open(CACHE) : undefined);
  const fetched = async (name) => {
    const keeping = await cache().catch(() => undefined);
    let answer = await keeping?.match(address(name));
    if (!answer) {
      answer = await fetch(address(name), { credentials: "omit" });
      if (!answer.ok) throw new Error(answer.status);
      await keeping?.put(address(name), answer.clone()).catch(() => {}); // full or refused: it is heard all the same
    }
    return URL.createObjectURL(await answer.blob());
  };
  const sound = (name) => {
    if (!sounds.has(name)) {
      const coming = fetched(name);
      sounds.set(name, coming);
      coming.catch(() => sounds.delete(name));
    }
    return sounds.get(name);
  };

  const play = (source) =>
    new Promise((done) => {
      cut = done;
      audio.onended = () => done(true);
      audio.onerror = () => done(false);
      audio.src = source;
      audio.play().catch(() => done(false));
    });

  const utter = (text, lang, voice) =>
    new Promise((done) => {
      cut = done;
      const utterance = new SpeechSynthesisUtterance(text);
      Object.assign(utterance, { lang, voice, rate: 0.9, onend: () => done(true), onerror: () => done(false) });
      speechSynthesis.speak(utterance);
      setTimeout(done, 4_000 + 400 * text.length, true); // some engines never say that they have finished
    });

  // True: said. False: it should have been and was not. Undefined: nobody here has a voice for it.
  const say = async (piece, mine) => {
    const { voice } = piece.dataset;
    if (voice) {
      const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
      const source = await Promise.race([sound(voice), late]).catch(() => undefined);
      if (mine === turn && source && (await play(source))) return true;
      if (mine !== turn) return true;
    }
    const speaker = own();
    if (!speaker) return voice ? false : undefined;
    // A sentence at a time: long utterances are cut off by some engines.
    const text = piece.textContent.replace(/\s+/g, " ").trim();
    for (const sentence of text.match(/.+?(?:[.!?؟។]+\s+|[。！？]+|$)/g)) {
      if (mine === turn && !(await utter(sentence, piece.closest("[lang]").lang, speaker))) return mine !== turn;
    }
    return true;
  };

  const point = (piece) => {
    for (const other of all(".now")) other.classList.remove("now");
    piece?.classList.add("now");
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    piece?.scrollIntoView({ block: "nearest", behavior });
  };

  const stop = () => {
    turn += 1;
    cut();
    audio.pause();
    if (window.speechSynthesis?.speaking || window.speechSynthesis?.pending) speechSynthesis.cancel();
    reading = false;
    point();
    look();
  };

  const read = async (wanted) => {
    stop();
    if (root.matches(".away") || document.hidden) return;
    const mine = turn;
    reading = true;
    lost.textContent = "";
    root.classList.add("reading");
    look();
    for (const { dataset } of voices()) sound(dataset.voice).catch(() => {});
    for (const piece of wanted) {
      if (piece.dataset.voice || own()) point(piece);
      const said = await say(piece, mine);
      if (mine !== turn) return;
      if (said === false) {
        lost.textContent = words.lost;
        break;
      }
    }
    stop();
  };

  // After the first tap each option has a button of its own: beside the answer, so that listening never chooses.
  const arm = () => {
    for (const option of seen().flatMap((screen) => all(".os label", screen))) {
      if (option.nextElementSibling?.matches(".one")) continue;
      const one = document.createElement("button");
      one.type = "button";
      one.className = "one";
      one.append(button.querySelector("svg").cloneNode(true));
      one.setAttribute("aria-label", words.one.replace("*", option.textContent.trim()));
      one.addEventListener("click", () => {
        const piece = option.querySelector(".c");
        if (piece.matches(".now")) stop();
        else read([piece]);
      });
      option.after(one);
    }
  };

  const look = () => {
    button.hidden = !(own() || voices().length);
    label.textContent = reading ? words.stop : calm;
    const missing = new Map(voices().map(({ dataset }) => [dataset.voice, Number(dataset.size)]));
    for (const name of missing.keys()) if (kept.has(address(name)) || sounds.has(name)) missing.delete(name);
    const bytes = [...missing.values()].reduce((sum, one) => sum + one, 0);
    size.textContent = bytes && !reading ? amount.format(Math.ceil(bytes / 1024)) : "";
    if (root.matches(".reading")) arm();
  };

  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && reading) stop();
  });
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  addEventListener("pagehide", stop);
  addEventListener("pageshow", ({ persisted }) => persisted && root.classList.remove("reading"));
  cache()
    .then((keeping) => keeping?.keys())
    .then((requests = []) => {
      for (const { url } of requests) kept.add(new URL(url).pathname);
      look();
    }, look);

  return {
    look,
    tap: () => (reading ? stop() : read(pieces())),
    turn: () => {
      lost.textContent = "";
      stop();
    },
  };
}
