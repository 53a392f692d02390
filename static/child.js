// What a child's page does with script. Without it everything works through fragments and plain forms; with it the fragments
// stay out of the history, questions that do not apply are skipped, a page leaves nothing behind, and answers can wait.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const leaveLink = document.querySelector(".leave");
const helpPanel = document.querySelector(".help");
const form = document.querySelector("form");
const { home, wave } = root.dataset;
const queue = () => import("/static/queue.js");
const soon = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Leaving: blank at once, forget, ask for this site's copies to be cleared, and go to a page that tells nothing.
async function leave() {
  root.classList.add("away");
  reader?.turn();
  if (form) wipe();
  fetch(leaveLink.dataset.clear, { keepalive: true, redirect: "manual", credentials: "omit" }).catch(() => {});
  await Promise.race([forgetPages().catch(() => {}), soon(250)]);
  location.replace(leaveLink.dataset.to);
}

async function forgetPages() {
  if (await window.caches?.has("suara")) await (await queue()).forgetPages();
}

let escapes = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (helpPanel.open) {
    helpPanel.open = false;
    helpPanel.querySelector("summary").focus();
  }
  escapes = [...escapes.slice(-2), event.timeStamp];
  if (escapes.length === 3 && escapes[2] - escapes[0] < 2000) leave();
});
leaveLink.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
addEventListener("click", (event) => {
  if (!helpPanel.contains(event.target)) helpPanel.open = false;
});

// The age links of the welcome lead to an uncached copy with a nonce of the server's. The cached copy will do: we make our own.
for (const link of all("a[data-band]")) link.href = link.dataset.band;
// A welcome under the address of another page stands in for one that could not be fetched and was not kept.
const standsIn = document.querySelector(".instead");
if (standsIn) standsIn.hidden = location.pathname.split("/").length < 4;
// The next child starts where this one did, and Back does not lead through this child's pages.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a.next");
  if (!link) return;
  event.preventDefault();
  location.replace(link.href);
});

// Read to me: where the survey has recordings, or the device a voice of its own for this language. A voice that sends the
// words elsewhere to be spoken is none.
const readButton = document.querySelector(".read");
const FORMER_CODES = { id: "in", fil: "tl" };
const speaks = ({ lang, localService }) =>
  localService && [root.lang, FORMER_CODES[root.lang]].includes(lang.toLowerCase().split(/[-_]/)[0]);
const ownVoice = () => window.speechSynthesis?.getVoices().find(speaks);
let reader;
const loadReader = async () => {
  const { ready } = await import("/static/voice.js");
  reader ??= ready(readButton, ownVoice);
};
const offerReading = () => {
  readButton.hidden = !ownVoice();
  if (reader) reader.look();
  else if (readButton.dataset.sounds) loadReader().catch(() => {});
};
offerReading();
window.speechSynthesis?.addEventListener?.("voiceschanged", offerReading);
readButton.addEventListener("click", async () => {
  await loadReader().catch(() => {
    readButton.nextElementSibling.textContent = readButton.dataset.lost;
  });
  reader?.tap();
});

function wipe() {
  form.reset();
  for (const gate of all(".gate", form)) gate.open = false;
}

// Answers that wait on this phone go out whenever a page of ours is open and there is a connection; the child is told.
const note = document.querySelector(".waits");
let whenSent = () => {};
let pause = 10_000;
let retry;
async function sendWaiting() {
  clearTimeout(retry);
  const told = await (await queue()).sendWaiting();
  tell(told);
  if (!told.waiting) return;
  retry = setTimeout(sendWaiting, pause);
  pause = Math.min(pause * 2, 600_000);
}
function tell(told) {
  const outcomes = ["broken", "late", "sent", "waiting"].filter((outcome) => told[outcome]);
  if (!outcomes.length) return; // another page or the worker was faster, and tells
  note.textContent = outcomes.map((outcome) => note.dataset[outcome]).join(" ");
  whenSent(told.of);
}
navigator.serviceWorker?.addEventListener("message", ({ data }) => tell(data));
async function lookWhatWaits() {
  const stores = await window.indexedDB?.databases?.();
  if (stores?.some(({ name }) => name === "suara")) await sendWaiting();
}
const look = () => {
  if (document.visibilityState === "visible") lookWhatWaits().catch(() => {});
};
look();
addEventListener("online", look);
document.addEventListener("visibilitychange", look);

// A screen that nobody touches wipes itself: phones are shared. Whoever has begun to answer is asked first.
const QUIET = 600_000;
const QUIET_AT_THE_END = 180_000;
const LAST_CALL = 60_000;
const stillThere = document.querySelector("dialog");
let touched = Date.now();
const touch = () => {
  touched = Date.now();
};
for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touch, { capture: true, passive: true });
stillThere?.addEventListener("close", touch);
setInterval(() => {
  const screen = form?.querySelector(".on");
  const idle = Math.abs(Date.now() - touched); // a clock that was set back counts as time passed
  if (!home || screen?.matches(".start") || !(navigator.onLine || navigator.serviceWorker?.controller)) return;
  const over = !screen || screen.matches(".end");
  if (idle > (over ? QUIET_AT_THE_END : QUIET + LAST_CALL)) {
    if (form) wipe();
    location.replace(home);
  } else if (!over && idle > QUIET && !stillThere.open) {
    stillThere.show(); // not modal: help and the way out stay within reach
  }
}, 5_000);

if (form) {
  const sections = all("section", form);
  const items = all(".q", form);
  const itemOf = new Map(items.map((section) => [section.dataset.item, section]));
  const first = form.querySelector(".start");
  const review = form.querySelector("#see");
  const said = form.querySelector(".say");
  const words = form.dataset;
  let changing = false;
  let ended = null; // the section that ends the visit, once the answers are sent, kept or deleted
  let sending = false;

  const freshNonce = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    form.elements.nonce.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // An item is asked when its condition holds on answers to items that are asked themselves: the server's rule.
  const asked = (section) => {
    const condition = section.dataset.if && JSON.parse(section.dataset.if);
    if (!condition) return true;
    const met = ({ item, codes }) => {
      const source = itemOf.get(item);
      return source && asked(source) && all("input:checked", source).some((input) => codes.includes(input.value));
    };
    return condition.any ? condition.any.some(met) : condition.all.every(met);
  };

  const show = (section) => {
    for (const other of sections) other.classList.toggle("on", other === section);
    for (const item of items) {
      const skipped = !asked(item);
      item.classList.toggle("skip", skipped);
      item.querySelector("fieldset")?.toggleAttribute("disabled", skipped);
    }
    reader?.turn();
    scrollTo(0, 0);
    (section.querySelector("h2,h3") ?? section).focus({ preventScroll: true });
  };

  const go = (section) => {
    history.pushState({ at: section.id, depth: (history.state?.depth ?? 0) + 1 }, "", location.pathname);
    show(section);
  };

  // Items that do not apply are passed over; after the last one comes the review.
  const onwards = (section) => {
    let place = items.indexOf(section);
    if (place < 0) return section;
    while (place < items.length && !asked(items[place])) place += 1;
    return items[place] ?? review;
  };

  // Who has said yes may lose the connection: the worker and this visit's pages are kept. Who says no leaves nothing here.
  const prepare = async () => {
    if (!words.key || !navigator.serviceWorker || !window.caches) return; // a preview has no key: nothing of it waits or stays
    const { keepPages, keepWelcome } = await queue();
    await navigator.serviceWorker.register("/worker.js", { type: "module" });
    await keepWelcome(home, `/${wave}`, root.lang);
    await keepPages([location.pathname, import.meta.url]);
  };
  // With the answers sent there is time for the pages of the other ages: the next child may be without a connection. Not
  // where somebody asked this browser to be sparing with data.
  const prepareForOthers = async () => {
    if (!words.key || navigator.connection?.saveData || !(await navigator.serviceWorker?.getRegistration())) return;
    const { keepPages } = await queue();
    await keepPages(words.bands.split(" ").map((band) => `${home}/${band}`));
  };

  form.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    if (first.contains(link)) prepare().catch(() => {});
    if (link.matches(".back") && history.state?.depth) {
      history.back();
      return;
    }
    const target = document.getElementById(link.hash.slice(1));
    const returning = changing && link.matches(".go");
    changing = link.matches(".change");
    go(returning ? review : onwards(target));
  });

  addEventListener("popstate", (event) => {
    helpPanel.open = false;
    changing = false;
    const wanted = event.state?.at ?? location.hash.slice(1);
    if (!event.state) history.replaceState({ at: wanted || first.id }, "", location.pathname);
    show(ended ?? document.getElementById(wanted)?.closest("section") ?? first);
  });

  // Opt-outs and exclusive answers stand alone; no more picks than allowed; an opt-out from an open text empties it.
  form.addEventListener("change", ({ target }) => {
    const fieldset = target.closest("fieldset");
    if (!fieldset || target.localName !== "input" || !target.checked) return;
    const chosen = all("input:checked", fieldset);
    const alone = (input) => input.hasAttribute("data-alone");
    const most = Number(fieldset.dataset.most ?? 1);
    for (const input of chosen) if (input !== target && (alone(input) || alone(target))) input.checked = false;
    const tooMany = all("input:checked", fieldset).length > most;
    if (tooMany) target.checked = false;
    const full = fieldset.querySelector(".full");
    if (full) full.textContent = tooMany ? words.full : "";
    const text = fieldset.querySelector("textarea");
    if (text) text.value = "";
  });
  form.addEventListener("input", ({ target }) => {
    if (target.localName === "textarea") for (const input of all("input", target.closest("fieldset"))) input.checked = false;
  });
  // A gate that is closed again is a question that was not answered.
  for (const gate of all(".gate", form)) {
    gate.addEventListener("toggle", () => {
      if (!gate.open) for (const input of all("input", gate)) input.checked = false;
    });
  }

  const say = (text) => {
    said.textContent = text;
  };
  const end = (section) => {
    wipe();
    say("");
    ended = section;
    history.replaceState({ at: section.id }, "", location.pathname);
    show(section);
  };
  const byId = (id) => document.getElementById(id);

  // Where the queue's script could not be read, sending still works.
  const postAlone = async (address, body, type) => {
    const headers = { Accept: "application/problem+json", "Content-Type": type };
    const answer = await fetch(address, { method: "POST", headers, body, credentials: "omit" }).catch(() => undefined);
    return { 204: "sent", 409: "late" }[answer?.status] ?? "waiting";
  };
  // Keep the form sealed, then post it plain with the same nonce: whichever arrives, or both, it counts once.
  const keepSealed = async (body) => {
    const [, , language, band] = form.getAttribute("action").split("/");
    const { sealForm, keep } = await queue();
    return keep(wave, await sealForm(wave, words.key, `language=${language}&band=${band}&${body}`));
  };
  const waitHere = async (entry) => {
    end(byId("kept"));
    whenSent = (outcomes) => {
      if (!outcomes[entry]) return;
      end(byId({ sent: "sent", late: "late", broken: "gone" }[outcomes[entry]]));
      whenSent = () => {};
    };
    navigator.storage?.persist?.();
    retry = setTimeout(sendWaiting, pause);
    await (await navigator.serviceWorker?.ready)?.sync?.register("answers");
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    say(words.wait);
    const body = new URLSearchParams(new FormData(form)).toString();
    const { forget, post } = await queue().catch(() => ({ post: postAlone }));
    const kept = await keepSealed(body).catch(() => undefined);
    const outcome = await post(form.action, body, "application/x-www-form-urlencoded");
    sending = false;
    if ((outcome === "waiting" || outcome === "unknown") && kept !== undefined) {
      waitHere(kept).catch(() => {});
      return;
    }
    if (kept !== undefined) forget(kept).catch(() => {});
    if (outcome === "sent" || outcome === "late") end(byId(outcome));
    else say(outcome === "broken" ? words.again : words.stay);
    if (outcome === "sent") prepareForOthers().catch(() => {});
  });

  form.addEventListener("reset", () => say(""));
  form.querySelector(".delete").addEventListener("click", (event) => {
    event.preventDefault();
    end(byId("gone"));
  });

  // A page that comes back from the browser's memory is a new visit, perhaps of another child.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    root.classList.remove("away");
    wipe();
    ended = null;
    freshNonce();
    show(first);
  });

  root.classList.add("js");
  if (!form.elements.nonce.value) freshNonce();
  const start = byId(location.hash.slice(1))?.closest("section");
  history.replaceState({ at: (start ?? first).id }, "", location.pathname);
  if (start) show(start);
  else first.classList.add("on");
} else {
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) root.classList.remove("away");
  });
}
