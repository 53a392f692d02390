// What a child's page does with script. Without it everything works through fragments and plain forms; with it the fragments
// stay out of the history, questions that do not apply are skipped, and a page leaves nothing behind.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const leaveLink = document.querySelector(".leave");
const helpPanel = document.querySelector(".help");
const form = document.querySelector("form");

// Leaving: blank at once, forget, ask for this site's copies to be cleared, and go to a page that tells nothing.
function leave() {
  root.classList.add("away");
  if (form) wipe();
  fetch(leaveLink.dataset.clear, { keepalive: true, redirect: "manual", credentials: "omit" }).catch(() => {});
  location.replace(leaveLink.dataset.to);
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

function wipe() {
  form.reset();
  for (const gate of all(".gate", form)) gate.open = false;
}

if (form) {
  const sections = all("section", form);
  const items = all(".q", form);
  const itemOf = new Map(items.map((section) => [section.dataset.item, section]));
  const first = form.querySelector(".start");
  const review = form.querySelector("#see");
  const note = form.querySelector(".say");
  const words = form.dataset;
  let changing = false;
  let ended = null; // the section that ends the visit, once the answers are sent or deleted
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

  form.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
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
    note.textContent = text;
  };
  const end = (section) => {
    wipe();
    ended = section;
    history.replaceState({ at: section.id }, "", location.pathname);
    show(section);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    say(words.wait);
    let status = 0;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/problem+json" },
        body: new URLSearchParams(new FormData(form)),
        credentials: "omit",
      });
      status = answer.status;
    } catch {
      // No connection: the answers stay, and the button works again.
    }
    sending = false;
    if (status === 204) {
      say("");
      end(document.getElementById("sent"));
    } else {
      say(status === 409 ? words.late : words.again);
    }
  });

  form.addEventListener("reset", () => say(""));
  form.querySelector(".delete").addEventListener("click", (event) => {
    event.preventDefault();
    end(document.getElementById("gone"));
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
  const start = document.getElementById(location.hash.slice(1))?.closest("section");
  history.replaceState({ at: (start ?? first).id }, "", location.pathname);
  if (start) show(start);
  else first.classList.add("on");
} else {
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) root.classList.remove("away");
  });
}
