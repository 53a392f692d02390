// The worker behind the children's pages: opens them without a connection, and sends what waits when one is back.
// Nothing else of this site passes through it: not the office, not the results.

import { kept, sendWaiting } from "/static/queue.js";

const CHILDS_PAGE = /^\/([A-Z0-9]{2,8})(\/[a-z]{2,3}(\/([1-9]|[a-z]+))?)?$/;
const WELCOME = /^\/\w+\/[a-z]{2,3}$/;
const WAY_OUT = /^\/next(\/on)?$/;
const OURS_FOR_EVER = /^\/static\/(child|queue|voice)\.\w+\.js$/;
const PATIENCE = 5_000;

addEventListener("install", () => skipWaiting());

addEventListener("sync", (event) => {
  event.waitUntil(send());
});

async function send() {
  const told = await sendWaiting();
  for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage(told);
  // A promise that fails asks the browser to try again later.
  if (told.waiting) throw new Error("waiting");
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (OURS_FOR_EVER.test(pathname)) event.respondWith(script(request));
  else if (request.mode !== "navigate") return;
  else if (CHILDS_PAGE.test(pathname)) event.respondWith(page(request, pathname));
  else if (WAY_OUT.test(pathname)) event.respondWith(fetch(request).catch(blank));
});

// A name that holds its hash never changes its meaning.
async function script(request) {
  const cache = await kept();
  const copy = await cache.match(request);
  if (copy) return copy;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

// The connection first, for a wave may have ended; after a while, or without one, the copy that was kept.
async function page(request, pathname) {
  const wave = CHILDS_PAGE.exec(pathname)[1];
  const cache = await kept();
  const copy = await cache.match(pathname, { ignoreVary: true });
  const asked = fetch(request).then((answer) => remember(cache, wave, pathname, copy, answer));
  const tired = new Promise((resolve) => setTimeout(resolve, copy ? PATIENCE : 60_000));
  const answer = await Promise.race([asked, tired]).catch(() => undefined);
  return answer ?? copy ?? (await another(cache, wave, pathname)) ?? Response.error();
}

async function remember(cache, wave, pathname, copy, answer) {
  if (answer.status >= 500 && copy) return copy;
  if (answer.ok && copy) await cache.put(pathname, answer.clone());
  if (answer.status === 404 || answer.status === 409) {
    for (const one of await pagesOf(cache, wave)) await cache.delete(one);
  }
  return answer;
}

// Where the page itself was not kept: a welcome that was, in the same language if there is one. It says why it stands there.
async function another(cache, wave, pathname) {
  const welcomes = (await pagesOf(cache, wave)).filter((one) => WELCOME.test(new URL(one.url).pathname)).reverse();
  const found = welcomes.find((one) => pathname.startsWith(new URL(one.url).pathname)) ?? welcomes[0];
  return found && cache.match(found, { ignoreVary: true });
}

async function pagesOf(cache, wave) {
  const pages = await cache.keys();
  return pages.filter((one) => new URL(one.url).pathname.split("/")[1] === wave);
}

const blank = () => new Response("<!doctype html><title>Questions</title>", { headers: { "Content-Type": "text/html" } });
