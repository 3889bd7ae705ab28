// The service worker: what the pages need to open without a network. It keeps the shell (style, scripts, icons and a
// page that says there is no network) and, of the pages that are used in the field, the last copy that was seen.
// Copies belong to one account; another account's, and all of them when somebody signs out, are removed.
// The server writes EDITION and SHELL above this line.
"use strict";

const SHELL_CACHE = `duban-shell ${EDITION}`;
const KEPT = "duban-kept ";
const OFFLINE = "/offline";
const MOST_KEPT = 60;
// The inbox, what waits to be sent, the form of a finding, a finding's page, a bureau's page.
const FIELD = [
  /^\/inbox$/,
  /^\/queue$/,
  /^\/findings\/new$/,
  /^\/findings\/[^/]+\/[^/]+$/,
  /^\/campaigns\/[^/]+\/bureaus\/[^/]+$/,
];

// Raised when somebody signs out: a copy that was on its way then is not kept.
let departures = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL_CACHE)
      .then((cache) => cache.addAll([...SHELL, OFFLINE]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("duban-shell ") && name !== SHELL_CACHE;
  event.waitUntil(remove(isOld).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/sign-out") {
    departures += 1;
    event.waitUntil(remove((name) => name.startsWith(KEPT)));
    if (request.mode === "navigate") event.respondWith(fetch(request).catch(offline));
  } else if (request.method === "POST" && url.pathname === "/language") {
    // Copies in the other language are not wanted any more.
    event.waitUntil(remove((name) => name.startsWith(KEPT)));
  } else if (request.method === "GET" && url.pathname.startsWith("/assets/")) {
    event.respondWith(asset(request, url));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(page(event, url));
  }
});

// A page asks that these be kept, too, before they are needed.
self.addEventListener("message", (event) => {
  if (!event.data || event.data.kind !== "keep") return;
  event.waitUntil(Promise.all(event.data.paths.map(fetchAndKeep)).catch(() => {}));
});

async function remove(isMeant) {
  const names = await caches.keys();
  await Promise.all(names.filter(isMeant).map((name) => caches.delete(name)));
}

async function asset(request, url) {
  const shell = await caches.open(SHELL_CACHE);
  const known = await shell.match(request);
  if (known) return known;
  try {
    return await fetch(request);
  } catch {
    // An older copy of a page names an older file: this edition's serves it.
    const name = url.pathname.split("/").pop();
    const own = SHELL.find((address) => address.endsWith(`/${name}`));
    return (own && (await shell.match(own))) || Response.error();
  }
}

async function page(event, url) {
  try {
    const answer = await fetch(event.request);
    if (isField(url)) event.waitUntil(keep(url, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return (await copy(url)) || (await offline());
  }
}

async function offline() {
  return (await caches.match(OFFLINE)) || Response.error();
}

const isField = (url) => FIELD.some((pattern) => pattern.test(url.pathname));

// Of its questions a page keeps only which campaign it is about.
function addressOf(url) {
  const campaign = url.pathname === "/findings/new" && url.searchParams.get("campaign");
  return campaign ? `${url.pathname}?campaign=${encodeURIComponent(campaign)}` : url.pathname;
}

async function fetchAndKeep(path) {
  const [before, url] = [departures, new URL(path, self.location.origin)];
  if (!isField(url)) return;
  const answer = await fetch(path, { credentials: "same-origin" });
  if (!answer.redirected) await keep(url, answer, before);
}

async function keep(url, answer, before = departures) {
  const isPage = answer.ok && (answer.headers.get("content-type") || "").startsWith("text/html");
  if (!isPage) return;
  const html = await answer.text();
  const reader = /<body[^>]* data-reader="([^"]*)"/.exec(html);
  if (!reader) return;
  const name = KEPT + reader[1];
  await remove((one) => one.startsWith(KEPT) && one !== name);
  const headers = new Headers(answer.headers);
  for (const spent of ["content-encoding", "content-length", "etag"]) headers.delete(spent);
  // What was just done is told once.
  const still = html.replace(/<p [^>]*id="flash"[^]*?<\/p>/, "");
  const told = still.replace("<body", `<body data-kept="${new Date().toISOString()}"`);
  if (before !== departures) return;
  const cache = await caches.open(name);
  await cache.put(addressOf(url), new Response(told, { headers }));
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(all.length - MOST_KEPT, 0)).map((old) => cache.delete(old)));
  if (before !== departures) await caches.delete(name);
}

async function copy(url) {
  if (!isField(url)) return undefined;
  for (const name of (await caches.keys()).filter((name) => name.startsWith(KEPT))) {
    const cache = await caches.open(name);
    const found = (await cache.match(addressOf(url))) || (await cache.match(addressOf(url), { ignoreSearch: true }));
    if (found) return found;
  }
  return undefined;
}
