// Photographs are made smaller before they are sent, and a place is written down where somebody asks for it.
"use strict";
(() => {
  const LONGEST = 2000;
  const QUALITY = 0.85;
  const KINDS = ["image/jpeg", "image/png", "image/webp"];
  const part = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const text = (id) => part(id).textContent;
  const size = (file) => `${(file.size / 1048576).toFixed(1)} MB`;

  // The same photograph, upright, with its longest side as long as is sent; itself where it is small enough.
  async function smaller(file) {
    if (!KINDS.includes(file.type)) return file;
    let picture;
    try {
      picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      // No picture, or one that this browser cannot read: the server judges it.
      return file;
    }
    const factor = LONGEST / Math.max(picture.width, picture.height);
    if (factor >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * factor);
    canvas.height = Math.round(picture.height * factor);
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    // What is transparent becomes white, not black.
    brush.fillStyle = "white";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!made || made.size >= file.size) return file;
    const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return new File([made], name, { type: made.type, lastModified: file.lastModified });
  }

  async function choose(field) {
    const originals = Array.from(field.files);
    const sent = [];
    // One after the other: a phone has little room for several at once.
    for (const file of originals) sent.push(await smaller(file));
    const next = field.nextElementSibling;
    if (next && next.matches(".photo-note")) next.remove();
    if (sent.every((file, index) => file === originals[index])) return;
    const note = part("photo-note");
    const box = note.querySelector("input");
    const show = () => {
      put(field, box.checked ? originals : sent);
      const line = (file, index) => {
        const row = document.createElement("li");
        const one = sent[index];
        row.textContent = box.checked || one === file ? `${file.name} ${size(file)}` : `${one.name} ${size(file)} → ${size(one)}`;
        return row;
      };
      note.querySelector("ul").replaceChildren(...originals.map(line));
    };
    box.addEventListener("change", show);
    field.after(note);
    show();
  }

  function put(field, files) {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    field.files = chosen.files;
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches("input[type=file]") || !field.form) return;
    // Whoever sends the form waits for it.
    field.form.scaling = choose(field);
  });

  // ── The place ───────────────────────────────────────────────────────────
  function offer(root) {
    if (!navigator.geolocation) return;
    for (const field of root.querySelectorAll("textarea[data-place]")) {
      if (field.nextElementSibling && field.nextElementSibling.matches(".place")) continue;
      const box = part("place-box");
      box.querySelector("button").addEventListener("click", () => find(field, box.querySelector("[role=status]")));
      field.after(box);
    }
  }

  function find(field, says) {
    says.textContent = text("place-looking");
    const found = ({ coords: { latitude, longitude, accuracy } }) => {
      const line = text("place-line")
        .replace("{lat}", latitude.toFixed(6))
        .replace("{lon}", longitude.toFixed(6))
        .replace("{m}", Math.round(accuracy));
      field.value = field.value.trim() === "" ? line : `${field.value.trimEnd()}\n${line}`;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      says.textContent = text("place-found");
    };
    const failed = (error) => (says.textContent = text(error.code === 1 ? "place-denied" : "place-unknown"));
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 30000, maximumAge: 60000 });
  }

  if (document.getElementById("place-box")) {
    offer(document);
    document.addEventListener("htmx:afterSettle", () => offer(document));
  }
})();
