// A day or a ten-day period is chosen from a calendar that knows on which days nobody works. The field stays one
// that is typed into: without this script nothing is missing but the calendar.
"use strict";
(() => {
  let panel = null;
  let field = null;

  function close(returns) {
    if (panel) panel.remove();
    if (returns && field) field.focus();
    panel = null;
  }

  async function open(input, month) {
    const answer = await fetch(`/launch/month?month=${encodeURIComponent(month)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const text = await answer.text();
    close(false);
    field = input;
    panel = new DOMParser().parseFromString(text, "text/html").querySelector(".day-panel");
    if (!panel) return;
    input.nextElementSibling.after(panel);
    const chosen = panel.querySelector(`[data-pick="${CSS.escape(input.value)}"]`);
    (chosen || panel.querySelector("[data-month]")).focus();
  }

  // A button beside each field that takes a day, with the field's own words for it.
  function offer() {
    for (const input of document.querySelectorAll("input[data-day]")) {
      if (input.nextElementSibling && input.nextElementSibling.matches(".day-button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain day-button";
      button.textContent = "▦";
      button.setAttribute("aria-label", `${input.dataset.day} ${input.getAttribute("aria-label") || ""}`.trim());
      input.after(button);
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.matches(".day-button")) {
      const input = target.previousElementSibling;
      if (panel && field === input) return close(true);
      const issued = document.getElementById("plan-issued");
      const isMonth = (text) => /^\d{4}-\d{2}/.test(text || "");
      const month = [input.value, issued && issued.value].find(isMonth) || "";
      return void open(input, month);
    }
    if (target.matches("[data-month]") && panel && panel.contains(target)) return void open(field, target.dataset.month);
    if (target.matches("[data-pick]") && panel && panel.contains(target)) {
      field.value = target.dataset.pick;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      return close(true);
    }
    if (panel && !panel.contains(target)) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel) close(true);
  });
  document.addEventListener("DOMContentLoaded", offer);
  document.addEventListener("htmx:load", offer);
})();
