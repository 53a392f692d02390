// What the studio does with script. Without it every page works by its buttons; with it what is written is saved while it is
// written, questions are dragged into order, and what the checks say is always of what stands now.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id, within = document) => within.querySelector(`#${CSS.escape(id)}`);
const status = document.querySelector(".saving");
const RETRY = 4_000;
const PAUSE_IN_TYPING = 800;

document.documentElement.classList.add("js");

function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

// What is pressed stays where it is until it is let go: a link or button that is replaced in between is never clicked.
const HELD_AT_MOST = 3_000;
let letGo = () => {};
let untilLetGo = Promise.resolve();
addEventListener("pointerdown", () => {
  letGo();
  untilLetGo = new Promise((resolve) => {
    letGo = resolve;
    setTimeout(resolve, HELD_AT_MOST);
  });
}, { capture: true });
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(letGo), { capture: true });

// The answer to a form is the page that it leads to: the parts that live are taken from it, the rest stays as it is.
function refresh(fresh) {
  const focused = document.activeElement;
  const button = focused?.closest?.("[data-live]") && focused.getAttribute("value");
  for (const part of all("[data-live]")) {
    const now = byId(part.id, fresh);
    if (!now || now.outerHTML === part.outerHTML) continue;
    // An open box of the part stays open.
    const open = all("details", part).map((one) => one.open);
    part.replaceWith(document.adoptNode(now));
    all("details", now).forEach((one, at) => (one.open = open[at] ?? one.open));
  }
  if (button && !focused.isConnected) {
    const again = all("button").filter((one) => one.value === button);
    const usable = again.find((one) => !one.disabled) ?? again[0]?.parentElement.querySelector("button:not(:disabled)");
    usable?.focus();
  }
  prepareOutline();
  showAgain();
}

// The preview is loaded beside the one in sight and takes its place when it is there. The question is brought up from here
// and not by its address: a page that opens at an address puts the focus there, away from whoever is writing.
function showAgain() {
  for (const phone of all("[data-preview]")) {
    const address = new URL(phone.dataset.preview, location.href);
    const at = address.hash.slice(1);
    address.hash = "";
    const [old] = all("iframe:not(.coming)", phone);
    for (const late of all("iframe.coming", phone)) late.remove();
    const frame = document.createElement("iframe");
    frame.title = phone.dataset.title;
    frame.sandbox.add("allow-scripts", "allow-forms", "allow-same-origin");
    frame.className = "coming";
    frame.addEventListener("load", () => {
      if (!frame.classList.contains("coming")) return;
      const page = frame.contentDocument;
      if (page.getElementById(at)) for (const section of all("section", page)) section.classList.toggle("on", section.id === at);
      frame.contentWindow.scrollTo(0, old?.contentWindow.scrollY ?? 0);
      frame.classList.remove("coming");
      old?.remove();
    });
    frame.src = address.href;
    phone.append(frame);
  }
}
showAgain();

async function send(address, body, more = {}) {
  const answer = await fetch(address, { method: "POST", body, ...more });
  if (answer.url.includes("/office/sign-in")) throw new Error("signed out");
  return { status: answer.status, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

// What a page says that is none of a draft's, where an answer is not one: the draft is gone, or this person may not write now.
const NOT_THERE = {
  403: "Not saved: you may not write here any more. Copy what you wrote.",
  404: "Not saved: somebody has thrown this draft away. Copy what you wrote here before you leave the page.",
};
const isDraft = (page) => Boolean(page.getElementById("desk"));
let gone = false;

// Saving while writing. Only what differs from what stood there is sent, with what stood there.
const editor = document.querySelector("form[data-autosave]");
const plain = (text) => text.replaceAll("\r\n", "\n").trim();
const order = (values) => [...values].sort().join(" ");

function changed() {
  const data = new FormData(editor);
  const body = new URLSearchParams();
  for (const [name, was] of data) {
    if (!name.startsWith("was.")) continue;
    const field = name.slice(4);
    const now = data.getAll(field);
    const same = editor.querySelector(`input[type=checkbox][name="${field}"]`)
      ? order(now) === order(was.split(" ").filter(Boolean))
      : plain(now.join(" ")) === plain(was);
    if (same) continue;
    body.append(name, was);
    for (const value of now) body.append(field, value);
  }
  return body;
}

// Which page the form stands on goes along, so that the answer is that page.
function withBack(body) {
  for (const name of ["back", "beside", "children", "sheet", "show", "source"]) {
    if (editor.elements[name]) body.append(name, editor.elements[name].value);
  }
  return body;
}

// Fields that nobody has touched meanwhile take what stands there now, so that another person's words are seen. A field that
// was touched since keeps what it was made from, unless just that was sent: only so is it noticed when two write in one place.
function settle(fresh, sent, done) {
  // What is removed beside the editor is compared with what is seen in it.
  for (const seen of all('form:not([data-autosave]) input[name^="seen."]')) {
    const now = fresh.querySelector(`form:not([data-autosave]) input[name="${seen.name}"]`);
    if (now) seen.value = now.value;
  }
  const now = fresh.querySelector("form[data-autosave]");
  if (!now) return;
  for (const was of all('input[name^="was."], input[name^="seen."]', now)) {
    const own = editor.elements[was.name];
    if (!own || own.value === was.value) continue;
    const field = was.name.slice(4);
    if (was.name.startsWith("seen.") || caughtUp(field, own.value, now, sent) || sent.has(was.name)) own.value = was.value;
  }
  // What is saved and is not on the new page, as where a page holds what is still to do, stands as it was sent.
  for (const name of done ? sent.keys() : []) {
    if (name.startsWith("was.") && !now.elements[name]) editor.elements[name].value = sent.getAll(name.slice(4)).join(" ");
  }
}

// Whether a field that nobody has touched could be given what stands there now.
function caughtUp(field, was, now, sent) {
  const boxes = all(`input[type=checkbox][name="${field}"]`, editor);
  if (boxes.length) {
    const ticked = boxes.filter((one) => one.checked).map((one) => one.value);
    if (order(ticked) !== order(sent.has(`was.${field}`) ? sent.getAll(field) : was.split(" ").filter(Boolean))) return false;
    const theirs = new FormData(now).getAll(field);
    for (const box of boxes) box.checked = theirs.includes(box.value);
    return true;
  }
  const [input, theirs] = [editor.elements[field], now.elements[field]];
  if (input?.value === undefined || !theirs || input === document.activeElement) return false;
  if (plain(input.value) !== plain(sent.get(field) ?? was)) return false;
  input.value = theirs.value;
  return true;
}

// "saved"; "refused", with the reason on the page; or "lost" on the way, while what was written still stands here.
let saving = null;
let timer = null;

async function saveNow() {
  clearTimeout(timer);
  timer = null;
  const sent = changed();
  if (![...sent].length) return "saved";
  if (gone) return "lost";
  say(status.dataset.saving ?? "Saving…");
  try {
    const { status: code, page } = await send(editor.action, withBack(new URLSearchParams(sent)));
    if (code >= 500) throw new Error("not saved");
    await untilLetGo;
    if (!isDraft(page)) {
      gone = code in NOT_THERE;
      say(NOT_THERE[code] ?? "Not saved", true);
      return "lost";
    }
    settle(page, sent, code < 400);
    refresh(page);
    if (code === 409) say(document.querySelector(".clash") ? "Somebody else wrote here too: choose below" : "Not saved", true);
    else if (code >= 400) say("Not saved", true);
    else say("Saved");
    return code < 400 ? "saved" : "refused";
  } catch (error) {
    say(
      error.message === "signed out"
        ? "Not saved: you are signed out. Sign in in another tab; what you wrote stays here."
        : "Not saved yet: no connection. Trying again …",
      true,
    );
    timer = setTimeout(save, RETRY);
    return "lost";
  }
}

// One after the other, so that what was sent first is there first.
function save() {
  saving = (saving ?? Promise.resolve()).then(saveNow);
  return saving;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

if (editor) {
  editor.addEventListener("input", ({ target }) => {
    if (target.name && editor.elements[`was.${target.name}`]) later(PAUSE_IN_TYPING);
  });
  editor.addEventListener("change", ({ target }) => {
    if (target.name && editor.elements[`was.${target.name}`]) later(0);
  });
  // What was written before this script was there.
  if ([...changed()].length) later(PAUSE_IN_TYPING);
  // A tab that is closed in the middle of a word has saved it.
  addEventListener("pagehide", () => {
    const body = changed();
    if ([...body].length) fetch(editor.action, { method: "POST", body: withBack(body), keepalive: true });
  });
}

// Saving puts a new form in the place of one that lives: the same form and the same button of it, as they stand now.
function again(form, submitter) {
  const now = form.isConnected ? form : all("form").find((one) => one.action === form.action && one.className === form.className);
  const alike = (one) => one.type === "submit" && one.name === submitter.name && one.value === submitter.value;
  return [now, submitter?.isConnected === false ? [...(now?.elements ?? [])].find(alike) : submitter];
}

// A button's form goes after what is still being saved; where that cannot be saved, everything stays as it is and says why.
let goesOn = false;
addEventListener("submit", async (event) => {
  if (goesOn || !editor || event.defaultPrevented) return;
  event.preventDefault();
  const { target, submitter } = event;
  clearTimeout(timer);
  const came = await save();
  if (came === "lost" || (came === "refused" && target !== editor)) return;
  // A form cannot be sent anew while it is still saying that it is sent.
  await new Promise((resolve) => setTimeout(resolve));
  const [form, button] = again(target, submitter);
  if (!form || (submitter && !button)) return;
  goesOn = true;
  form.requestSubmit(button ?? undefined);
  goesOn = false;
});

// Order, of questions and of the answers of one: by the arrows (also Alt and the arrow keys), by mouse and by touch.
const ROW = ".line-item, .option-edit";
const rowsOf = (list) => [...list.children];

function prepareOutline() {
  for (const one of all(".handle[hidden], .hint-drag[hidden]")) one.hidden = false;
}
prepareOutline();

// A list that is not part of what lives holds fields in which somebody may be writing: its rows are only put in order.
function inOrder(list, fresh) {
  const focused = document.activeElement;
  for (const row of rowsOf(fresh)) {
    const own = byId(row.id, list);
    if (!own) continue;
    list.append(own);
    all(".arrows button", row).forEach((one, at) => (all(".arrows button", own)[at].disabled = one.disabled));
  }
  if (list.contains(focused)) (focused.disabled ? focused.parentElement.querySelector("button:not(:disabled)") : focused).focus();
}

// `back` puts a row that was dropped somewhere to where it came from.
async function move(row, body, back = () => {}) {
  const { id } = row;
  const list = row.parentElement;
  if (editor && (await save()) === "lost") return back();
  body.set("back", list.dataset.back ?? list.dataset.action);
  say("Saving…");
  try {
    const { status: code, page } = await send(list.dataset.action, body);
    if (!isDraft(page)) {
      back();
      return say(NOT_THERE[code] ?? "Not moved", true);
    }
    if (editor) settle(page, new URLSearchParams());
    refresh(page);
    if (code >= 400) {
      back();
      return say("Not moved", true);
    }
    if (list.isConnected && byId(list.id, page)) inOrder(list, byId(list.id, page));
    const now = byId(id);
    const rows = rowsOf(now.parentElement);
    say(`${now.dataset.name} is now number ${rows.indexOf(now) + 1} of ${rows.length}`);
  } catch {
    back();
    say("Not moved: no connection. Try again.", true);
  }
}

addEventListener("submit", (event) => {
  const row = event.submitter?.closest(ROW);
  if (!row || !/^(up|down) /.test(event.submitter.value)) return;
  event.preventDefault();
  move(row, new URLSearchParams({ act: event.submitter.value }));
}, { capture: true });

addEventListener("keydown", (event) => {
  const row = event.target.closest?.(ROW);
  const at = event.target.matches?.("button, a") ? event.target : null;
  if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || (!at && row.matches(".option-edit"))) return;
  event.preventDefault();
  all(".arrows button", row)[event.key === "ArrowUp" ? 0 : 1].click();
  at?.focus();
});

let drag = null;
addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".handle");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  const line = handle.closest(ROW);
  const rows = rowsOf(line.parentElement);
  handle.setPointerCapture(event.pointerId);
  drag = {
    handle, line, rows, pointer: event.pointerId, from: rows.indexOf(line), to: rows.indexOf(line),
    startY: event.clientY + scrollY, y: event.clientY,
    middles: rows.map((row) => row.getBoundingClientRect().top + scrollY + row.offsetHeight / 2),
  };
  line.classList.add("dragged");
  document.body.classList.add("sorting");
  requestAnimationFrame(scrollAlong);
});

function follow() {
  const shift = drag.y + scrollY - drag.startY;
  const middle = drag.middles[drag.from] + shift;
  const height = drag.line.offsetHeight;
  drag.to = drag.middles.filter((one, at) => at !== drag.from && one < middle).length;
  drag.line.style.transform = `translateY(${shift}px)`;
  drag.rows.forEach((row, at) => {
    if (at === drag.from) return;
    const up = at > drag.from && at <= drag.to;
    const down = at < drag.from && at >= drag.to;
    row.style.transform = up ? `translateY(${-height}px)` : down ? `translateY(${height}px)` : "";
  });
}

// Near an edge the page moves along.
function scrollAlong() {
  if (!drag) return;
  const edge = 70;
  const speed = drag.y < edge ? drag.y - edge : drag.y > innerHeight - edge ? drag.y - innerHeight + edge : 0;
  if (speed) {
    scrollBy(0, speed / 4);
    follow();
  }
  requestAnimationFrame(scrollAlong);
}

addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.pointer) return;
  drag.y = event.clientY;
  follow();
});

function drop(kept) {
  if (!drag) return;
  const { line, rows, from, to } = drag;
  drag = null;
  document.body.classList.remove("sorting");
  line.classList.remove("dragged");
  for (const row of rows) row.style.transform = "";
  if (!kept || to === from) return;
  const list = line.parentElement;
  const others = rows.filter((row) => row !== line);
  const behind = to ? others[to - 1] : null;
  if (behind) behind.after(line);
  else others[0].before(line);
  const asBefore = () => list.append(...rows);
  move(line, new URLSearchParams({ act: `move ${line.id}`, behind: behind?.dataset.code ?? "" }), asBefore);
}
addEventListener("pointerup", (event) => {
  if (event.pointerId === drag?.pointer) drop(true);
});
addEventListener("pointercancel", () => drop(false));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") drop(false);
});
