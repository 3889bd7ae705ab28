// What the pages do beyond HTML and htmx: small comforts, all of which a page works without.
"use strict";

// A form that should be sent as soon as something is chosen in it.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-submit-on-change]") && field.form) field.form.requestSubmit();
  if (field.matches("[data-select-all]")) {
    for (const box of document.querySelectorAll(field.dataset.selectAll)) box.checked = field.checked;
  }
});

// The plan's lines are numbered while it is typed, and its field is as high as it has lines where the browser
// does not see to that.
document.addEventListener("input", (event) => {
  if (event.target.id !== "plan-text") return;
  const lines = event.target.value.split("\n").length;
  event.target.rows = Math.max(lines + 2, 24);
  const gutter = document.getElementById("gutter");
  const numbers = [];
  for (let number = gutter.textContent.trimEnd().split("\n").length + 1; number <= lines + 100; number += 1) {
    numbers.push(`${number}\n`);
  }
  gutter.append(numbers.join(""));
});

// What changed by itself is told to those who do not see it move.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const row = event.detail.target;
  if (row && row.dataset && row.dataset.announce) {
    document.getElementById("announce").textContent = row.dataset.announce;
  }
});

// A page that is made for paper.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// A page whose stream says that too much has changed is loaded anew.
document.addEventListener("htmx:sseMessage", (event) => {
  if (event.detail && event.detail.type === "reload") window.location.reload();
});

// A plan that is filled in is kept on the server a moment after each change, one change after the other. What is
// not kept is told and stays in the form.
(() => {
  const WAITS = 1200;
  let timer = 0;
  let sending = null;

  async function keep() {
    const form = document.querySelector("form[data-keep]");
    if (!form) return;
    if (sending) return void sending.finally(keep);
    const typed = new FormData(form);
    sending = fetch(form.dataset.keep, { method: "POST", body: typed, headers: { Accept: "application/json" } })
      .then(async (answer) => {
        if (!(answer.headers.get("content-type") || "").includes("json")) return;
        const { id, version, says } = await answer.json();
        const now = document.querySelector("form[data-keep]");
        const state = document.getElementById("draft-state");
        if (state) state.textContent = `${answer.ok ? "✓" : "✗"} ${says || ""}`;
        if (!answer.ok || !now) return;
        now.elements["draft-id"].value = id;
        now.elements["draft-version"].value = version;
      })
      .catch(() => {
        // Away: the browser's own draft stands, and the next change tries again.
      })
      .finally(() => {
        sending = null;
        form.keeping = null;
      });
    form.keeping = sending;
  }

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form;
      if (!form || !("keep" in form.dataset)) return;
      clearTimeout(timer);
      timer = setTimeout(keep, WAITS);
    });
  }
  document.addEventListener("submit", () => clearTimeout(timer), true);
})();
