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

// A question before what cannot be undone.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const question = (button && button.dataset.confirm) || event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// What changed by itself is told to those who do not see it move.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const row = event.detail.target;
  if (row && row.dataset && row.dataset.announce) {
    document.getElementById("announce").textContent = row.dataset.announce;
  }
});

// A page whose stream says that too much has changed is loaded anew.
document.addEventListener("htmx:sseMessage", (event) => {
  if (event.detail && event.detail.type === "reload") window.location.reload();
});
