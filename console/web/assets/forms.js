// Forms are sent in place, so that nothing typed is lost: whatever does not succeed (a session that ended, an
// engine or a network that is away, a refusal) is told beside the button, over what was typed, with a way to
// sign in and to send it again. What is typed is kept as a draft in this browser until it was taken, by
// reader, page and form. Without this script the browser sends the same forms by itself.
"use strict";
(() => {
  const KEPT_FOR = 14 * 24 * 3600 * 1000;
  const PREFIX = "duban-draft ";
  const reader = document.body.dataset.reader || "";

  // ── Drafts ──────────────────────────────────────────────────────────────
  const pageKey = () => `${PREFIX}${reader} ${location.pathname}${location.search}`;
  const formKey = (form) => `${form.getAttribute("action") || ""} ${form.dataset.draft || ""}`;
  const isKept = (form) =>
    reader !== "" && form.getAttribute("method") === "post" && !("plain" in form.dataset);

  // The fields that people type into, each with a name that is the same when the page comes again.
  function typedFields(form) {
    const counts = new Map();
    const fields = [];
    for (const field of form.elements) {
      const isText =
        field.matches("textarea, select") ||
        (field.matches("input") &&
          !field.matches("[type=hidden], [type=password], [type=file], [type=checkbox], [type=radio]"));
      if (!isText || !field.name || field.autocomplete === "current-password") continue;
      const place = counts.get(field.name) || 0;
      counts.set(field.name, place + 1);
      fields.push([`${field.name}#${place}`, field]);
    }
    return fields;
  }

  function isTyped(field) {
    if (field.matches("select")) {
      const first = Array.from(field.options).findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(first, 0);
    }
    return field.value !== field.defaultValue;
  }

  function drafts() {
    try {
      return JSON.parse(localStorage.getItem(pageKey())) || { forms: {} };
    } catch {
      return { forms: {} };
    }
  }

  function keep(change) {
    const kept = drafts();
    change(kept.forms);
    kept.at = Date.now();
    try {
      if (Object.keys(kept.forms).length === 0) localStorage.removeItem(pageKey());
      else localStorage.setItem(pageKey(), JSON.stringify(kept));
    } catch {
      // The browser keeps no more: what was typed still stands in the form, and whoever types is told.
      say(text("draft-full"));
    }
  }

  function keepDraft(form) {
    const typed = typedFields(form).filter(([, field]) => isTyped(field));
    const values = Object.fromEntries(typed.map(([name, field]) => [name, field.value]));
    // What was only chosen is chosen again as quickly.
    const isWorthIt = typed.some(([, field]) => !field.matches("select"));
    keep((forms) => {
      if (!isWorthIt) delete forms[formKey(form)];
      else forms[formKey(form)] = values;
    });
  }

  const forget = (key) => keep((forms) => delete forms[key]);

  function restore(root) {
    if (reader === "") return;
    const { forms, at } = drafts();
    for (const form of root.querySelectorAll("form")) {
      const values = isKept(form) && forms[formKey(form)];
      if (!values) continue;
      let count = 0;
      for (const [name, field] of typedFields(form)) {
        if (!(name in values) || field.value === values[name]) continue;
        field.value = values[name];
        count += 1;
        for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) {
          box.open = true;
        }
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (count > 0) noteDraft(form, at);
    }
  }

  function noteDraft(form, at) {
    const note = part("draft-note");
    note.querySelector("time").textContent = new Date(at).toLocaleString(document.documentElement.lang);
    note.querySelector("button").addEventListener("click", () => {
      forget(formKey(form));
      form.reset();
      note.remove();
    });
    form.prepend(note);
  }

  function sweep() {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
      let at = 0;
      try {
        at = JSON.parse(localStorage.getItem(key)).at || 0;
      } catch {
        at = 0;
      }
      if (Date.now() - at > KEPT_FOR) localStorage.removeItem(key);
    }
  }

  // ── What is told ────────────────────────────────────────────────────────
  const part = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const text = (id) => part(id).textContent;
  const say = (what) => (document.getElementById("announce").textContent = what);

  // A box behind `place`, with what went wrong and, where something can be sent again, the button for it.
  function tell(place, html, again) {
    quiet(place);
    const box = part("fault-box");
    if (html) box.querySelector("[data-what]").innerHTML = html;
    else box.querySelector("[data-what]").append(part("fault-away"));
    const button = box.querySelector("[data-resend]");
    if (again) button.addEventListener("click", again);
    else button.remove();
    // A page that came in answer to a form does not come again by its address.
    const reload = box.querySelector("[data-reload]");
    if (document.querySelector("#main [data-no-reload]")) reload.remove();
    else reload.href = location.href;
    place.after(box);
    box.focus();
  }

  function quiet(place) {
    const box = place.nextElementSibling;
    if (box && box.matches(".fault-here")) box.remove();
  }

  // Behind the button that was pressed, or the row of buttons it stands in; else at the form's end.
  function placeOf(form, button) {
    const pressed = button && button.isConnected ? button : form.querySelector("button[type=submit]");
    return (pressed && (pressed.closest(".actions") || pressed)) || form;
  }

  // ── Sending ─────────────────────────────────────────────────────────────
  // `away` keeps the form's content where nobody who could take it answers, and says whether it did; `taken` hears
  // that it was taken.
  async function send(form, button, away, taken) {
    if (form.hasAttribute("aria-busy")) return;
    // A draft that is being kept ends first, so that what is sent bears its version; photographs are made smaller.
    await form.keeping;
    await form.scaling;
    const place = placeOf(form, button);
    const again = () => (button && button.isConnected ? form.requestSubmit(button) : form.requestSubmit());
    quiet(place);
    form.setAttribute("aria-busy", "true");
    say(text("sending-now"));
    const address = (button && button.getAttribute("formaction")) || form.getAttribute("action") || "";
    let answer = null;
    let html = "";
    try {
      answer = await fetch(address, { method: "POST", body: bodyOf(form, button), headers: { "X-In-Place": "1" } });
      html = await answer.text();
    } catch {
      answer = null;
    }
    form.removeAttribute("aria-busy");
    say("");
    const isAway = !answer || answer.status === 401 || answer.status >= 500;
    if (isAway && away && (await away())) return;
    if (!answer) return tell(place, "", again);
    const page = new DOMParser().parseFromString(html, "text/html");
    // A gate in between may answer with a page of its own.
    if (answer.headers.has("X-Fault")) return tell(place, html, again);
    if (!page.getElementById("main")) return tell(place, "", again);
    const isTaken = answer.ok && !page.querySelector("#main [data-refused]");
    if (isTaken) forget(formKey(form));
    if (isTaken && taken) await taken();
    show(form, answer, page, html, new URL(address, location.href).hash);
  }

  // What a form for the field (`field.js`) does as the others do.
  function waysOf(form, button) {
    const place = placeOf(form, button);
    quiet(place);
    return {
      send: (away, taken) => send(form, button, away, taken),
      tell: (html) => tell(place, html, null),
      forget: () => forget(formKey(form)),
      busy: (isBusy) => {
        if (isBusy) form.setAttribute("aria-busy", "true");
        else form.removeAttribute("aria-busy");
        say(isBusy ? text("sending-now") : "");
      },
    };
  }

  function bodyOf(form, button) {
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  }

  // The page that came back: gone to where it is another address, else put in the place of this one.
  function show(form, answer, page, html, hash) {
    const at = new URL(answer.url);
    if (answer.redirected && at.pathname + at.search !== location.pathname + location.search) {
      location.assign(at.href);
      return;
    }
    const files = answer.ok ? [] : chosenFiles(form);
    document.title = page.title;
    // What was just done is told at the head, and once.
    const [told, done] = [document.getElementById("flash"), page.getElementById("flash")];
    if (told) told.remove();
    if (done) document.getElementById("main").before(done);
    document.cookie = "duban_done=; Path=/; Max-Age=0; SameSite=Lax";
    htmx.swap("#main", page.getElementById("main").outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, {
      afterSettleCallback: () => {
        const main = document.getElementById("main");
        restore(main);
        putFiles(main, files);
        const alert = main.querySelector("[role=alert], [role=status]");
        const goal = (hash && main.querySelector(hash)) || (!answer.redirected && alert) || null;
        main.focus({ preventScroll: true });
        if (goal) goal.scrollIntoView({ block: "center" });
        else if (!answer.redirected) window.scrollTo(0, 0);
      },
    });
  }

  // A page cannot say which files were chosen: they are carried over.
  const chosenFiles = (form) =>
    Array.from(form.querySelectorAll("input[type=file]"))
      .filter((field) => field.files.length > 0)
      .map((field) => [formKey(form), field.name, field.files]);

  function putFiles(main, files) {
    for (const [key, name, chosen] of files) {
      const form = Array.from(main.querySelectorAll("form")).find((form) => formKey(form) === key);
      const field = form && form.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
      if (field) field.files = chosen;
    }
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const button = event.submitter;
      const question = (button && button.dataset.confirm) || form.dataset.confirm;
      if (question && !window.confirm(question)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      if (form.getAttribute("method") !== "post" || "plain" in form.dataset) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if ("field" in form.dataset && window.dubanField) window.dubanField.take(form, waysOf(form, button));
      else send(form, button);
    },
    true,
  );

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && isKept(form)) keepDraft(form);
  });

  // ── Parts of pages that htmx asks for ───────────────────────────────────
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const asked = requestConfig.elt;
    const place = placeAbout(asked);
    const chosen = asked.closest("[hx-select]");
    const isFault = xhr.status >= 400;
    const isElsewhere = () =>
      chosen &&
      !new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(chosen.getAttribute("hx-select"));
    if (!isFault && !isElsewhere()) return quiet(place);
    event.detail.shouldSwap = false;
    tellOnce(place, xhr.getResponseHeader("X-Fault") ? xhr.responseText : "");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => tellOnce(placeAbout(event.detail.elt), ""));
  }

  // Behind the box that a field stands in, where it has one.
  const placeAbout = (asked) => asked.closest(".plan-box") || asked;

  // What asks every second is told once.
  function tellOnce(place, html) {
    const box = place.nextElementSibling;
    const kind = html || "away";
    if (box && box.matches(".fault-here") && box.dataset.kind === kind) return;
    tell(place, html, null);
    place.nextElementSibling.dataset.kind = kind;
  }

  // ── Signing in again, in another window ─────────────────────────────────
  if (reader !== "" && window.BroadcastChannel) {
    const channel = new BroadcastChannel("duban-reader");
    channel.addEventListener("message", (event) => {
      for (const line of document.querySelectorAll(".fault-here [data-signed-in]")) {
        line.hidden = false;
        line.textContent = text(event.data === reader ? "signed-in-again" : "signed-in-other").replace("{}", event.data);
      }
    });
    channel.postMessage(reader);
  }

  sweep();
  restore(document);
})();
