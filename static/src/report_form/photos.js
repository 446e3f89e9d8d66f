// The photos of the form: chosen in several goes, shown small, each can be taken out again; the first one that says where
// it was taken proposes place and time.
import { readPhoto } from "./exif.js";
import { clock, el, say } from "./words.js";
import { askPosition } from "./place.js";

const [MOST, MOST_BYTES, SIDE] = [5, 15 * 1024 * 1024, 320];

// Returns { set(files) }; `changed(files)` is called whenever the photos change.
export function photoField(form, changed) {
  const input = form.querySelector("#id_photos");
  const list = form.querySelector("[data-photo-list]");
  const error = form.querySelector("[data-photo-error]");
  const proposal = form.querySelector("[data-photo-place]");
  const kept = Number(form.querySelector("[data-kept]")?.dataset.kept ?? 0);
  let files = [];

  const show = () => {
    const box = new DataTransfer();
    for (const file of files) box.items.add(file);
    input.files = box.files;
    list.replaceChildren(...files.map((file, index) => item(file, kept + index + 1, () => set(without(files, index)))));
    list.hidden = files.length === 0;
  };

  const set = (chosen) => {
    files = chosen;
    show();
    changed(files);
  };

  input.addEventListener("change", async () => {
    const known = new Set(files.map(same));
    const { good, problems } = judge([...input.files].filter((file) => !known.has(same(file))));
    const room = MOST - kept - files.length;
    if (good.length > room) problems.push(say("tooMany"));
    error.textContent = problems.join(" ");
    error.hidden = problems.length === 0;
    set([...files, ...good.slice(0, Math.max(0, room))]);
    await propose(form, proposal, files);
    // On a phone what is proposed would lie under the bar at the bottom.
    if (proposal.firstChild) proposal.scrollIntoView({ block: "center" });
  });

  return { set };
}

const same = (file) => `${file.name}/${file.size}/${file.lastModified}`;
const without = (files, index) => files.filter((_, n) => n !== index);

function judge(chosen) {
  const [good, problems] = [[], []];
  for (const file of chosen) {
    const isPicture = /^image\/(?!svg)/.test(file.type) || /\.hei[cf]$/i.test(file.name);
    if (!isPicture) problems.push(say("noPicture", { name: file.name }));
    else if (file.size > MOST_BYTES) problems.push(say("tooBig", { name: file.name }));
    else good.push(file);
  }
  return { good, problems };
}

function item(file, number, take) {
  const name = el("span", { class: "photo-grid__name" }, file.name);
  const cross = el("span", { "aria-hidden": "true" }, "✕");
  const label = say("removePhoto", { n: number });
  const button = el("button", { type: "button", class: "photo-grid__remove", "aria-label": label, onclick: take }, cross);
  const row = el("li", { class: "photo-grid__item" }, name, button);
  preview(file).then(
    (source) => name.replaceWith(el("img", { src: source, alt: say("photo", { n: number }) })),
    () => {}, // HEIC, for one, which most browsers cannot draw: its name stands for it
  );
  return row;
}

async function preview(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = el("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/jpeg", 0.7);
}

async function propose(form, box, files) {
  const latitude = form.querySelector("#id_latitude");
  box.replaceChildren();
  if (latitude.value) return;
  let outside = false;
  for (const file of files) {
    const { lat, lon, takenAt } = await readPhoto(file);
    if (lat === null) continue;
    const answer = await askPosition(lat, lon);
    if (answer?.refused) {
      outside = true;
      continue;
    }
    box.replaceChildren(...offer(form, box, { lat, lon, takenAt, answer }));
    return;
  }
  if (outside) box.replaceChildren(el("p", {}, say("placeOutside")));
}

function offer(form, box, { lat, lon, takenAt, answer }) {
  const near = answer?.name ? say("takenNear", { area: answer.name }) : "";
  const at = takenAt ? say("takenAt", { time: clock(takenAt) }) : "";
  const place = [near, at].filter(Boolean).join(" ") || `(${lat}; ${lon})`;
  const use = () => {
    const [latitude, longitude] = [form.querySelector("#id_latitude"), form.querySelector("#id_longitude")];
    latitude.value = lat;
    longitude.value = lon;
    latitude.dispatchEvent(new Event("change", { bubbles: true }));
    const seen = form.querySelector("#id_occurred_at");
    if (takenAt && !seen.value) seen.value = local(takenAt);
    decide(form, "1");
    box.replaceChildren(el("p", {}, say("placeUsed")));
  };
  const leave = () => {
    decide(form, "0");
    box.replaceChildren();
  };
  return [
    el("p", { class: "photo-place__text" }, `${say("takenHere", { place })}.`),
    el(
      "div",
      {},
      el("button", { type: "button", class: "button", onclick: use }, say("usePlace")),
      el("button", { type: "button", class: "button button--secondary", onclick: leave }, say("notHere")),
    ),
  ];
}

// Tells the server that this was asked already.
function decide(form, value) {
  form.querySelector("input[name='vi-tri-anh']")?.remove();
  form.append(el("input", { type: "hidden", name: "vi-tri-anh", value }));
}

function local(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
