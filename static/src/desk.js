// The staff's desk: keys, who else is looking, standard texts with a preview, photos, work on many. All of it works
// without this file; it saves the way to the mouse.
const desk = document.querySelector("[data-desk]");
const help = document.querySelector("#phim-tat");
const KEYS_OFF = "desk-keys-off";

document.documentElement.classList.add("desk-has-js");

// --- keys -----------------------------------------------------------------------------------------------------------
const keysOn = document.querySelector("[data-keys-on]");
if (keysOn) {
  keysOn.checked = localStorage.getItem(KEYS_OFF) === null;
  keysOn.addEventListener("change", () =>
    keysOn.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1"));
}
for (const button of document.querySelectorAll("[data-open-keys]")) button.addEventListener("click", () => help.showModal());

const rows = [...document.querySelectorAll("[data-row]")];
const linkOf = (row) => row.querySelector(".desk-queue__link");
const at = () => rows.findIndex((row) => row.contains(document.activeElement));
const go = (step) => rows.length && linkOf(rows[Math.min(rows.length - 1, Math.max(0, at() + step))]).focus();

function follow(key) {
  const link = document.querySelector(`[data-key="${key}"]`);
  if (link) link.click();
}

function openStep(number) {
  const step = document.querySelectorAll("[data-step]")[number - 1];
  if (!step) return;
  if ("open" in step) step.open = true;
  step.scrollIntoView({ block: "nearest" });
  (step.querySelector("select, textarea, input:not([type=hidden])") ?? step.querySelector("button")).focus();
}

const ACTIONS = {
  "?": () => help.showModal(),
  j: () => (rows.length ? go(at() < 0 ? 1 - rows.length : 1) : follow("j")),
  k: () => (rows.length ? go(-1) : follow("k")),
  o: () => at() >= 0 && linkOf(rows[at()]).click(),
  x: () => at() >= 0 && rows[at()].querySelector("input[name=chon]")?.click(),
  "/": () => document.querySelector("#q")?.focus(),
  u: () => follow("u"),
  p: () => document.querySelector("[data-photo]")?.click(),
  e: () => document.querySelector("#public_description")?.focus(),
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const isTyping = target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || document.querySelector("dialog[open]")) return;
  if (keysOn && !keysOn.checked && key !== "?") return;
  const action = /^[1-9]$/.test(key) ? () => openStep(Number(key)) : ACTIONS[key];
  if (!action) return;
  event.preventDefault();
  action();
});

// On a small screen the filters make room for the list.
const fold = document.querySelector("[data-fold]");
if (fold && fold.dataset.fold !== "set" && matchMedia("(max-width: 50rem)").matches) fold.open = false;

document.querySelectorAll("[data-step]").forEach((step, place) => {
  const summary = step.querySelector("summary, button");
  if (place > 8) return;
  const key = document.createElement("kbd");
  key.textContent = place + 1;
  key.setAttribute("aria-hidden", "true");
  summary.append(" ", key);
});

// --- work on many -----------------------------------------------------------------------------------------------------
const bulk = document.querySelector("[data-bulk]");
if (bulk) {
  const ticks = [...bulk.querySelectorAll("input[name=chon]")];
  const all = bulk.querySelector("[data-tick-all]");
  const said = bulk.querySelector("[data-ticked]");
  const count = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    if (said) said.textContent = number ? said.dataset.text.replace("{n}", number) : "";
    if (all) [all.checked, all.indeterminate] = [number === ticks.length, number > 0 && number < ticks.length];
  };
  all?.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    count();
  });
  bulk.addEventListener("change", count);
  count();
}

// --- standard texts and their preview ---------------------------------------------------------------------------------
const values = JSON.parse(document.querySelector("#text-values")?.textContent ?? "{}");
const fill = (text) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] || whole);

for (const box of document.querySelectorAll("[data-preview-of]")) {
  const field = document.getElementById(box.dataset.previewOf);
  if (!field) continue;
  const show = () => {
    box.hidden = !field.value.trim();
    box.querySelector("[data-preview]").textContent = fill(field.value);
  };
  field.addEventListener("input", show);
  show();
}

for (const link of document.querySelectorAll("[data-text-into]")) {
  const field = document.getElementById(link.dataset.textInto);
  link.addEventListener("click", (event) => {
    if (!field) return;
    event.preventDefault();
    const written = field.value.trim();
    field.value = written && !written.includes(link.dataset.text) ? `${written}\n\n${link.dataset.text}` : link.dataset.text;
    field.dispatchEvent(new Event("input"));
    field.focus();
  });
}

// The agency that is chosen for the report is what {co_quan} stands for from then on.
document.querySelector("#id_assign-agency")?.addEventListener("change", (event) => {
  values.co_quan = event.target.selectedOptions[0]?.textContent.trim() ?? "";
});

// --- photos -----------------------------------------------------------------------------------------------------------
const photos = [...document.querySelectorAll("[data-photo]")];
if (photos.length) {
  const viewer = document.createElement("dialog");
  viewer.className = "desk-viewer";
  const image = document.createElement("img");
  const caption = document.createElement("p");
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "button button-small", textContent: "×" });
  close.setAttribute("aria-label", "Esc");
  viewer.append(close, image, caption);
  document.body.append(viewer);
  let place = 0;
  const show = (number) => {
    place = (number + photos.length) % photos.length;
    image.src = photos[place].dataset.original ?? photos[place].href;
    image.alt = caption.textContent = photos[place].dataset.caption;
    viewer.classList.remove("is-near");
    if (!viewer.open) viewer.showModal();
  };
  photos.forEach((link, number) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show(number);
  }));
  image.addEventListener("click", () => viewer.classList.toggle("is-near"));
  close.addEventListener("click", () => viewer.close());
  viewer.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight" || key === "j") show(place + 1);
    if (key === "ArrowLeft" || key === "k") show(place - 1);
  });
}

// --- who else is looking ------------------------------------------------------------------------------------------------
const presence = document.querySelector("[data-presence]");
if (presence) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  // Who only reads has no form on the page, hence no token, and leaves no mark.
  const asking = token ? { method: "POST", body: new FormData(), headers: { "X-CSRFToken": token } } : {};
  const beat = async () => {
    const answer = await fetch(presence.dataset.presence, asking).catch(() => null);
    if (!answer?.ok) return;
    const { others, version } = await answer.json();
    const words = others.length ? [`${desk.dataset.present} ${others.join(", ")}`] : [];
    if (version > Number(presence.dataset.version)) words.push(desk.dataset.changed);
    const text = words.join(" · ");
    if (presence.textContent.trim() !== text) presence.textContent = text;
  };
  setInterval(() => document.visibilityState === "visible" && beat(), 20000);
  window.addEventListener("pagehide", () => {
    if (!token) return;
    const body = new FormData();
    body.set("roi-di", "1");
    body.set("csrfmiddlewaretoken", token);
    navigator.sendBeacon(presence.dataset.presence, body);
  });
}
