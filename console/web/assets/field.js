// The pages in the field: forms that are kept on this device when there is no network, the line at the head that
// says so, the page of what waits to be sent, and signing out, which leaves nothing behind.
"use strict";
(() => {
  const queue = window.dubanQueue;
  if (queue.reader === "") return;
  const KEPT = "duban-kept ";
  const part = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const text = (id) => part(id).textContent;
  const time = (at) => new Date(at).toLocaleString(document.documentElement.lang);
  const isUnsent = (item) => item.state !== "sent";

  // ── The service worker, and what it is to keep ──────────────────────────
  async function prepare() {
    // What another account left behind is not for this one.
    const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== KEPT + queue.reader);
    await Promise.all(others.map((name) => caches.delete(name)));
    await navigator.serviceWorker.register("/sw.js");
    if (!document.querySelector("nav a[href='/queue']") || "kept" in document.body.dataset) return;
    const { active } = await navigator.serviceWorker.ready;
    const cache = (await caches.has(KEPT + queue.reader)) && (await caches.open(KEPT + queue.reader));
    const paths = [];
    for (const path of ["/inbox", "/queue", "/findings/new", location.pathname]) {
      if (!cache || !(await cache.match(path))) paths.push(path);
    }
    if (paths.length > 0) active.postMessage({ kind: "keep", paths });
  }
  if (navigator.serviceWorker && window.caches) prepare().catch(() => {});

  // ── The line at the head ────────────────────────────────────────────────
  // A browser that says it has no network may be wrong about it; that it went just now is worth telling.
  let wentAway = false;
  async function showLine() {
    const items = await queue.mine();
    const waiting = items.filter((item) => item.state === "waiting").length;
    const refused = items.filter((item) => item.state === "refused").length;
    const kept = document.body.dataset.kept;
    const obstacle = waiting > 0 ? queue.obstacle() : "";
    const line = document.getElementById("field-line");
    const show = (name, isShown, inserted) => {
      const piece = line.querySelector(`[data-line=${name}]`);
      piece.hidden = !isShown;
      piece.dataset.text ||= piece.textContent;
      if (isShown) piece.textContent = piece.dataset.text.replace("{}", inserted);
    };
    show("away", wentAway || kept !== undefined || obstacle === "away");
    show("door", obstacle === "door");
    show("copy", kept !== undefined, kept && time(kept));
    show("waiting", waiting > 0, waiting);
    show("refused", refused > 0, refused);
    line.hidden = !line.querySelector("[data-line]:not([hidden])");
  }

  // ── Forms ───────────────────────────────────────────────────────────────
  const labelOf = (field) => {
    const label = field.labels && field.labels[0] && field.labels[0].cloneNode(true);
    if (!label) return "";
    for (const needed of label.querySelectorAll(".needed")) needed.remove();
    return label.textContent.trim();
  };
  const shownOf = (field) =>
    field.matches("select") ? field.selectedOptions[0] && field.selectedOptions[0].textContent : field.value;

  // What a form holds, as an item of the queue.
  function itemOf(form) {
    const fields = [];
    const files = [];
    for (const [name, value] of new FormData(form)) {
      if (!(value instanceof File)) fields.push([name, value]);
      else if (value.size > 0) files.push({ name: value.name, size: value.size, blob: value });
    }
    const typed = Array.from(form.elements).filter(
      (field) => field.matches("textarea, select, input:not([type=hidden], [type=file], [type=checkbox])") && field.name,
    );
    const shown = typed.map((field) => [labelOf(field), shownOf(field)]).filter(([, value]) => value);
    const campaign = form.elements.campaign;
    return queue.renewed({
      at: Date.now(),
      kind: form.dataset.field,
      about: form.dataset.about || (form.elements.name && form.elements.name.value) || "",
      action: form.getAttribute("action"),
      draft: form.dataset.draft || "",
      from: campaign ? `${location.pathname}?campaign=${encodeURIComponent(campaign.value)}` : location.pathname,
      fields,
      shown,
      files,
    });
  }

  // The item that a form mends. A page that came back in its place still has it in its address.
  const itemInAddress = () => (/^#item=(\w+)$/.exec(location.hash) || [])[1];
  const mended = (form) => form.dataset.item || (form.dataset.field === "finding" && itemInAddress()) || "";

  // Puts what a form holds into the queue, in the place of what it held before it was mended.
  async function enqueue(form) {
    const item = itemOf(form);
    await queue.put(item);
    const old = mended(form);
    if (old) await queue.remove(old);
    form.dataset.item = item.id;
    // So that the browser does not clear it away when it runs short of room.
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    return item;
  }

  // It is kept here: the form is empty again, and says so.
  function isKept(form, ways) {
    const obstacle = queue.obstacle() || "away";
    const note = part("field-kept");
    note.querySelector("[data-what]").textContent = text(`field-kept-${obstacle}`);
    const before = form.previousElementSibling;
    if (before && before.matches(".field-kept")) before.remove();
    ways.forget();
    delete form.dataset.item;
    if (itemInAddress()) history.replaceState(null, "", location.pathname + location.search);
    form.reset();
    for (const photos of form.querySelectorAll(".photo-note")) photos.remove();
    form.before(note);
    note.focus();
    return true;
  }

  // A form for the field was sent. `ways` are those of every form.
  async function take(form, ways) {
    if (form.hasAttribute("aria-busy")) return;
    await form.scaling;
    const keep = async () => {
      try {
        await enqueue(form);
      } catch {
        // The browser keeps nothing: the form is sent as every other is.
        return false;
      }
      return true;
    };
    // A finding's form says beside its fields what is wrong, so it is sent by itself as long as that works.
    if (form.dataset.field === "finding" && queue.obstacle() === "") {
      const old = mended(form);
      const away = async () => {
        if (!(await keep())) return false;
        queue.sendWaiting();
        return isKept(form, ways);
      };
      return ways.send(away, () => old && queue.remove(old));
    }
    if (!(await keep())) return ways.send();
    ways.busy(true);
    const item = await queue.send(form.dataset.item).finally(() => ways.busy(false));
    if (item && item.state === "waiting") return isKept(form, ways);
    if (item && item.state === "refused") return ways.tell(whyOf(item).outerHTML);
    ways.forget();
    document.cookie = "duban_done=.; Path=/; Max-Age=60; SameSite=Lax";
    location.assign(`${(item && item.href) || location.pathname}?done=${form.dataset.field}`);
  }

  // Why an item was refused, as an element.
  function whyOf({ why }) {
    const box = document.createElement("div");
    const add = (kind, words) => {
      const line = document.createElement(kind);
      line.textContent = words;
      box.append(line);
    };
    if (why.title) add("strong", `✕ ${why.title}`);
    if (why.detail) add("p", why.detail);
    for (const { field, reason } of why.errors) add("p", field ? `${field}：${reason}` : reason);
    return box;
  }

  // ── An item is mended in its own form ───────────────────────────────────
  async function mend() {
    const id = itemInAddress();
    const item = id && (await queue.find(id));
    if (!item || item.reader !== queue.reader || !isUnsent(item)) return;
    const isIts = (form) => form.getAttribute("action") === item.action && (form.dataset.draft || "") === item.draft;
    const form = Array.from(document.querySelectorAll("form[data-field]")).find(isIts);
    if (!form) return document.getElementById("main").prepend(part("field-no-form"));
    for (const [name, value] of item.fields) {
      const field = form.elements[name];
      if (!field || field.type === "hidden" || field.type === "file") continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    }
    const files = new DataTransfer();
    for (const { name, blob } of item.files) files.items.add(new File([blob], name, { type: blob.type }));
    const field = form.querySelector("input[type=file]");
    if (field && files.files.length > 0) field.files = files.files;
    form.dataset.item = item.id;
    for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    form.scrollIntoView({ block: "center" });
  }

  // ── The page of what waits ──────────────────────────────────────────────
  async function showQueue() {
    const page = document.getElementById("queue");
    if (!page) return;
    const items = await queue.mine();
    for (const state of ["waiting", "refused", "sent"]) {
      const those = items.filter((item) => item.state === state).reverse();
      const section = page.querySelector(`[data-state=${state}]`);
      section.hidden = those.length === 0;
      section.querySelector("ol").replaceChildren(...those.map(entry));
    }
    page.querySelector("[data-none]").hidden = items.length > 0;
    page.querySelector("[data-send]").hidden = !items.some((item) => item.state === "waiting");
  }

  function entry(item) {
    const line = part("queue-item");
    const at = (name) => line.querySelector(`[data-${name}]`);
    at("kind").textContent = text(`queue-kind-${item.kind}`);
    at("about").textContent = item.about;
    at("at").textContent = time(item.done || item.at);
    at("why").append(...(item.why ? [whyOf(item)] : []));
    for (const [label, value] of item.shown) {
      const [term, told] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = label;
      told.textContent = value;
      at("shown").append(term, told);
    }
    for (const { name, size } of item.files) {
      const file = document.createElement("li");
      file.textContent = `${name} ${(size / 1048576).toFixed(1)} MB`;
      at("files").append(file);
    }
    if (item.href) at("there").href = item.href;
    else at("there").remove();
    if (isUnsent(item)) at("mend").href = `${item.from}#item=${item.id}`;
    else at("mend").remove();
    if (item.state === "refused") at("again").addEventListener("click", () => sendAgain(item));
    else at("again").remove();
    at("drop").addEventListener("click", () => {
      if (!isUnsent(item) || window.confirm(text("queue-drop-ask"))) queue.remove(item.id);
    });
    return line;
  }

  async function sendAgain(item) {
    await queue.put(queue.renewed(item));
    await queue.remove(item.id);
    queue.sendWaiting();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#queue [data-send]")) queue.sendWaiting();
  });

  // ── Signing out ─────────────────────────────────────────────────────────
  // What was sent is forgotten, copies of pages are removed. What was not sent is asked about.
  async function leave(form) {
    const items = await queue.mine();
    const unsent = items.filter(isUnsent);
    const choice = unsent.length > 0 ? await askAbout(unsent.length) : "drop";
    if (choice === "stay") return;
    const gone = choice === "drop" ? items : items.filter((item) => !isUnsent(item));
    await queue.remove(...gone.map((item) => item.id));
    if (window.caches) {
      const kept = (await caches.keys()).filter((name) => name.startsWith(KEPT));
      await Promise.all(kept.map((name) => caches.delete(name)));
    }
    form.submit();
  }

  function askAbout(count) {
    const dialog = part("leave-ask");
    const what = dialog.querySelector("[data-what]");
    what.textContent = what.textContent.replace("{}", count);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue || "stay");
      });
    });
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.getAttribute("action") !== "/sign-out") return;
      event.preventDefault();
      leave(form).catch(() => form.submit());
    },
    true,
  );

  // ── All of it ───────────────────────────────────────────────────────────
  function show() {
    Promise.all([showLine(), showQueue()]).catch(() => {});
  }
  queue.onChange(show);
  for (const kind of ["online", "offline"]) {
    window.addEventListener(kind, () => {
      wentAway = kind === "offline";
      show();
    });
  }
  window.addEventListener("hashchange", mend);
  window.dubanField = { take };
  mend().catch(() => {});
  show();
  queue.sendWaiting().catch(() => {});
})();
