// What a phone keeps for a child: finished answers that could not be sent yet, and the pages to answer without a connection.
//
// Answers wait sealed to the public key of their wave (HPKE, RFC 9180: base mode, DHKEM P-256 with HKDF-SHA256, AES-128-GCM),
// so nobody who holds the phone can read them. Used by the page and by the worker alike.

const CACHE = "suara";
const DATABASE = "suara";
const STORE = "waiting";
const PATIENCE = 20_000;
const SEALED_STEP = 1024;

const text = new TextEncoder();
const { subtle } = crypto;

const joined = (...parts) => {
  const bytes = parts.map((part) => (typeof part === "string" ? text.encode(part) : new Uint8Array(part)));
  const whole = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

async function hmac(key, data) {
  // No empty key: WebCrypto refuses one, and HMAC pads it with zeros to the same.
  const sha = { name: "HMAC", hash: "SHA-256" };
  const imported = await subtle.importKey("raw", key.length ? key : new Uint8Array(32), sha, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, data));
}

// LabeledExtract and LabeledExpand of RFC 9180, section 4; none of our outputs is longer than one block of HKDF.
const VERSION = "HPKE-v1";
const KEM = joined("KEM", [0, 16]);
const SUITE = joined("HPKE", [0, 16, 0, 1, 0, 1]);
const extract = (suite, salt, label, material) => hmac(salt, joined(VERSION, suite, label, material));
const expand = async (suite, key, label, info, length) =>
  (await hmac(key, joined([0, length], VERSION, suite, label, info, [1]))).slice(0, length);

// Seal bytes to a public key (65 bytes, uncompressed point): the ephemeral key, then the ciphertext.
export async function seal(publicKey, info, plain) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const ephemeral = await subtle.generateKey(curve, false, ["deriveBits"]);
  const receiver = await subtle.importKey("raw", publicKey, curve, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: receiver }, ephemeral.privateKey, 256);
  const enc = new Uint8Array(await subtle.exportKey("raw", ephemeral.publicKey));
  const inner = await extract(KEM, "", "eae_prk", shared);
  const secret = await expand(KEM, inner, "shared_secret", joined(enc, publicKey), 32);
  const context = joined(
    [0],
    await extract(SUITE, "", "psk_id_hash", ""),
    await extract(SUITE, "", "info_hash", info),
  );
  const schedule = await extract(SUITE, secret, "secret", "");
  const key = await subtle.importKey("raw", await expand(SUITE, schedule, "key", context, 16), "AES-GCM", false, ["encrypt"]);
  const iv = await expand(SUITE, schedule, "base_nonce", context, 12);
  return joined(enc, await subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
}

// The sealed form of a wave, padded so that its length does not tell how much was answered.
export async function sealForm(wave, key, form) {
  const publicKey = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  const body = text.encode(form);
  const padded = new Uint8Array(Math.ceil(body.length / SEALED_STEP) * SEALED_STEP).fill(10);
  padded.set(body);
  return seal(publicKey, `suara answers 1 ${wave}`, padded);
}

const opened = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });

// One act on the store, done only when it is on the disk.
async function inStore(mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

const alone = (name, act) => (navigator.locks ? navigator.locks.request(name, act) : act());

// Answers are kept and an empty store is removed one after the other: what is being kept must not go with the store.
const KEEPING = "suara keeping";
export const keep = (wave, sealed) => alone(KEEPING, () => inStore("readwrite", (store) => store.add({ wave, sealed })));
export const forget = (id) => inStore("readwrite", (store) => store.delete(id));

// Whether there is a store at all, without making one.
const exists = async () => (await indexedDB.databases?.())?.some(({ name }) => name === DATABASE) ?? true;
export const waiting = async () => ((await exists()) ? inStore("readonly", (store) => store.count()) : 0);

const tidy = () =>
  navigator.locks?.request(KEEPING, async () => {
    if (await waiting()) return;
    await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(DATABASE);
      request.onsuccess = request.onerror = request.onblocked = resolve;
    });
  });

// Post a form or a sealed one: "sent", "late", "broken"; "unknown" where the server does not know the wave (it may yet be put
// right); or "waiting" where nobody of ours has answered.
export async function post(address, body, type) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/problem+json", "Content-Type": type },
      body,
      credentials: "omit",
      signal: giveUp.signal,
    });
    if (answer.status === 204) return "sent";
    // Only a refusal of ours is final: a café's sign-in page or a server in distress may say anything.
    const ours = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
    if (!ours || answer.status >= 500) return "waiting";
    return { 404: "unknown", 409: "late" }[answer.status] ?? "broken";
  } catch {
    return "waiting";
  } finally {
    clearTimeout(timer);
  }
}

// Send what waits. Says how many were sent, came too late, could not be read, and how many wait still; and which is which.
export async function sendWaiting() {
  const told = { sent: 0, late: 0, broken: 0, waiting: 0, of: {} };
  if (!(await waiting())) return told;
  // One sender at a time; two would do no harm, for what is sent twice counts once.
  await alone("suara sending", async () => {
    const ids = await inStore("readonly", (store) => store.getAllKeys());
    for (const [place, id] of ids.entries()) {
      const entry = await inStore("readonly", (store) => store.get(id));
      if (!entry) continue;
      const fits = typeof entry.wave === "string" && entry.sealed instanceof Uint8Array;
      const outcome = fits ? await post(`/${entry.wave}`, entry.sealed, "application/octet-stream") : "broken";
      if (outcome === "waiting") {
        told.waiting += ids.length - place;
        return;
      }
      if (outcome === "unknown") {
        told.waiting += 1;
        continue;
      }
      told[outcome] += 1;
      told.of[id] = outcome;
      await forget(id);
    }
  });
  await tidy();
  return told;
}

export const kept = () => caches.open(CACHE);

// Keep pages and scripts for a time without connection. What the browser has read already is not fetched again, and what is
// kept is not either: whoever opens a kept page with a connection gets the newest, and that is kept then.
export async function keepPages(addresses) {
  const cache = await kept();
  for (const address of [...addresses, import.meta.url]) {
    if (await cache.match(address, { ignoreVary: true })) continue;
    const answer = await fetch(address, { cache: "force-cache", credentials: "omit" });
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
  }
}

// Keep the welcome as it was read, whether under the wave's bare address or that of its language.
export async function keepWelcome(home, bare, language) {
  for (const address of [home, bare]) {
    const copy = await fetch(address, { cache: "only-if-cached", mode: "same-origin" }).catch(() => undefined);
    if (copy?.ok && copy.headers.get("Content-Language") === language) {
      await (await kept()).put(home, copy);
      return;
    }
  }
  await keepPages([home]);
}

// Remove what the phone keeps of ours, but never answers that wait, nor the worker that will send them.
export async function forgetPages() {
  await caches.delete(CACHE);
  await tidy();
  if (await waiting()) return;
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}

