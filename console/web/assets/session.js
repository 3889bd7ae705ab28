// A session's end is told some minutes before, with a button that goes on. What is typed stays in any case.
"use strict";
(() => {
  const WARNS = 300;
  const FIRST = 20000;
  const SHORTEST = 15000;
  const LONGEST = 900000;
  const box = document.getElementById("session-end");
  if (!box) return;
  const says = box.querySelector("[data-says]");
  const words = says.dataset;
  const button = box.querySelector("button");
  const again = box.querySelector("a");
  let pressed = false;

  async function look(path = "/session", options = {}) {
    let left = null;
    try {
      left = (await (await fetch(path, options)).json()).left;
    } catch {
      // No network, or none who answers: that is told elsewhere.
    }
    if (typeof left === "number") show(left);
    const next = typeof left === "number" && left > WARNS ? (left - WARNS) * 1000 : SHORTEST;
    if (left !== 0) setTimeout(look, Math.min(Math.max(next, SHORTEST), LONGEST));
  }

  function show(left) {
    const text = left === 0 ? words.ended : (pressed ? words.last : words.soon).replace("{}", Math.ceil(left / 60));
    if (says.textContent !== text) says.textContent = text;
    button.hidden = left === 0 || pressed;
    again.hidden = left > 0 && !pressed;
    box.hidden = left > WARNS;
    if (box.hidden) pressed = false;
  }

  button.addEventListener("click", async () => {
    pressed = true;
    try {
      const answer = await fetch("/session/continue", { method: "POST" });
      show(answer.ok ? (await answer.json()).left : 0);
    } catch {
      pressed = false;
    }
  });

  setTimeout(look, FIRST);
})();
