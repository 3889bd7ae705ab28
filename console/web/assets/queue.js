// What was entered in the field waits on this device (IndexedDB) until the server has taken it. An item is sent
// under a key of its own, so that sending it again after an answer was lost does nothing twice. What the rules
// refuse stays, with the reason. Only who entered an item sees it and sends it.
"use strict";
(() => {
  const BASE = "duban-field";
  const ITEMS = "items";
  const LOCK = "duban-field-sending";
  // So many of those that were sent are still listed.
  const MOST_SENT = 20;
  const AGAIN_IN = 15000;
  const reader = document.body.dataset.reader || "";
  const news = window.BroadcastChannel ? new BroadcastChannel("duban-field") : null;
  const listeners = [];
  // Why the last try came to nothing: "away" (no network, no answer), "door" (the session ended), else "".
  let obstacle = "";
  let timer = 0;

  // ── Keeping ─────────────────────────────────────────────────────────────
  let opening = null;
  function base() {
    opening ||= new Promise((resolve, reject) => {
      const asked = indexedDB.open(BASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(ITEMS, { keyPath: "id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opening;
  }

  async function within(mode, act) {
    const open = await base();
    return new Promise((resolve, reject) => {
      const transaction = open.transaction(ITEMS, mode);
      const asked = act(transaction.objectStore(ITEMS));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const find = (id) => within("readonly", (items) => items.get(id));

  // Those of this reader, oldest first.
  async function mine() {
    const all = await within("readonly", (items) => items.getAll());
    return all.filter((item) => item.reader === reader).sort((a, b) => a.at - b.at);
  }

  async function put(item) {
    await within("readwrite", (items) => items.put(item));
    tell();
  }

  async function remove(...ids) {
    for (const id of ids) await within("readwrite", (items) => items.delete(id));
    tell();
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // An item that was mended is another one: what was sent under its old key was refused.
  const renewed = (item) => ({ ...item, id: newId(), reader, state: "waiting", why: null, body: "" });

  // ── Sending ─────────────────────────────────────────────────────────────
  const value = (item, name) => (item.fields.find(([field]) => field === name) || [name, ""])[1].trim();
  const part = (item, index) => item.action.split("/")[index];

  // How each kind is sent. A finding's id follows from what it says, so its own form may come twice; the others are
  // acts, which the API takes once under a key.
  const KINDS = {
    finding: { send: sendForm },
    evidence: {
      send: sendAct,
      path: (item) => `/api/v1/campaigns/${part(item, 2)}/findings/${part(item, 3)}/acts`,
      page: (item) => `/findings/${part(item, 2)}/${part(item, 3)}`,
      act: (item) => ({ do: "file-evidence", note: value(item, "note") }),
    },
    submission: {
      send: sendAct,
      path: (item) => `/api/v1/campaigns/${part(item, 2)}/bureaus/${part(item, 4)}/acts`,
      page: (item) => `/campaigns/${part(item, 2)}/bureaus/${part(item, 4)}`,
      act: (item) => ({ do: "submit", obligation: value(item, "obligation"), sealed: value(item, "sealed") !== "" }),
    },
  };

  // The server turns away what another account entered, should somebody else have signed in meanwhile.
  const headers = (more) => ({
    "X-Reader": encodeURIComponent(reader),
    "Accept-Language": document.documentElement.lang,
    ...more,
  });

  class NotTaken extends Error {
    constructor(state, why) {
      super(state);
      this.state = state;
      this.why = why;
    }
  }

  async function ask(path, options) {
    let answer;
    try {
      answer = await fetch(path, { method: "POST", ...options });
    } catch {
      throw new NotTaken("away");
    }
    const { status } = answer;
    if (status === 401) throw new NotTaken("door");
    const isLater = status >= 500 || [408, 425, 429].includes(status) || answer.headers.has("Retry-After");
    if (isLater) throw new NotTaken("away");
    return answer;
  }

  async function sendAct(item) {
    const { path, page, act } = KINDS[item.kind];
    if (!item.body) {
      const files = [];
      for (const file of item.files) files.push(await sendFile(item, file));
      // Kept as it is sent: under one key it is always the same.
      item.body = JSON.stringify(files.length > 0 ? { ...act(item), files } : act(item));
      await put(item);
    }
    const sent = { "Content-Type": "application/json", "Idempotency-Key": item.id };
    const answer = await ask(path(item), { body: item.body, headers: headers(sent) });
    await read(answer);
    return page(item);
  }

  // A file is named by what it holds, so it may be sent twice; one that arrived is not sent again.
  async function sendFile(item, file) {
    if (!file.sent) {
      const path = `/api/v1/files?name=${encodeURIComponent(file.name)}`;
      const sent = headers({ "Content-Type": "application/octet-stream" });
      const { name, sha256 } = await read(await ask(path, { body: file.blob, headers: sent }));
      file.sent = { name, sha256 };
      await put(item);
    }
    return file.sent;
  }

  // What the API answers; what it refuses, as it says so. A gate in between may answer anything.
  async function read(answer) {
    let told = null;
    try {
      told = await answer.json();
    } catch {
      throw new NotTaken("away");
    }
    if (!told || typeof told !== "object") throw new NotTaken("away");
    if (answer.ok) return told;
    throw new NotTaken("refused", { title: told.title, detail: told.detail || "", errors: told.errors || [] });
  }

  async function sendForm(item) {
    const body = new FormData();
    for (const [name, text] of item.fields) body.append(name, text);
    for (const { name, blob } of item.files) body.append("files", blob, name);
    const answer = await ask(item.action, { body, headers: headers({ "X-In-Place": "1" }) });
    const at = new URL(answer.url).pathname;
    if (answer.ok && answer.redirected && at.startsWith("/findings")) return at;
    const html = await answer.text().catch(() => "");
    if (answer.ok || html === "") throw new NotTaken("away");
    throw new NotTaken("refused", said(new DOMParser().parseFromString(html, "text/html")));
  }

  // What a page says is wrong: its headline, and what stands beside its fields.
  function said(page) {
    const text = (one) => (one ? one.textContent.replace("✕", "").trim() : "");
    const errors = Array.from(page.querySelectorAll(".field .problem"), (problem) => ({
      field: text(problem.closest(".field").querySelector("label").firstChild),
      reason: text(problem),
    }));
    const headline = page.querySelector("#main [role=alert]") || page.querySelector("strong");
    return { title: text(headline), detail: text(page.querySelector(".fault-detail")), errors };
  }

  // Sends one; whether it makes sense to go on with the next.
  async function sendOne(item) {
    try {
      const href = await KINDS[item.kind].send(item);
      obstacle = "";
      // What was sent is the server's to show: here stands only that it was.
      await put({ ...item, state: "sent", href, done: Date.now(), fields: [], shown: [], files: [], body: "" });
      return true;
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      obstacle = error.state === "refused" ? "" : error.state;
      if (error.state === "refused") await put({ ...item, state: "refused", why: error.why, body: "" });
      else tell();
      return error.state === "refused";
    }
  }

  // One window sends at a time.
  const locked = (options, act) =>
    navigator.locks ? navigator.locks.request(LOCK, options, (lock) => lock && act()) : act();

  async function sendWaiting() {
    clearTimeout(timer);
    if (reader === "") return;
    await locked({ ifAvailable: true }, async () => {
      for (const { id } of (await mine()).filter((item) => item.state === "waiting")) {
        const item = await find(id);
        if (item && item.state === "waiting" && !(await sendOne(item))) break;
      }
      await forgetOld();
    });
    if ((await mine()).some((item) => item.state === "waiting") && obstacle !== "door") {
      timer = setTimeout(sendWaiting, AGAIN_IN);
    }
  }

  // Sends this one now, and answers how it stands then.
  async function send(id) {
    await locked({}, async () => {
      const item = await find(id);
      if (item && item.state === "waiting") await sendOne(item);
    });
    const item = await find(id);
    if (item && item.state === "waiting") timer = setTimeout(sendWaiting, AGAIN_IN);
    return item;
  }

  async function forgetOld() {
    const sent = (await mine()).filter((item) => item.state === "sent");
    const old = sent.slice(0, Math.max(sent.length - MOST_SENT, 0)).map((item) => item.id);
    if (old.length > 0) await remove(...old);
  }

  // ── Telling ─────────────────────────────────────────────────────────────
  function tell() {
    if (news) news.postMessage(reader);
    for (const listener of listeners) listener();
  }

  if (news) news.addEventListener("message", () => listeners.forEach((listener) => listener()));
  window.addEventListener("online", () => sendWaiting());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendWaiting());

  window.dubanQueue = {
    reader,
    mine,
    find,
    put,
    remove,
    renewed,
    send,
    sendWaiting,
    obstacle: () => obstacle,
    onChange: (listener) => listeners.push(listener),
  };
})();
