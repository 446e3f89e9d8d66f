// The form of a report and the pages before it is sent. All of it works without this; with it, one thing at a time, photos
// propose the place, and nothing is lost on a bad line.
import { categoryField } from "./report_form/category.js";
import { deliverAll } from "./report_form/deliver.js";
import * as draft from "./report_form/draft.js";
import { photoField } from "./report_form/photos.js";
import { placeField } from "./report_form/place.js";
import { sendWithoutLeaving } from "./report_form/send.js";
import { steps } from "./report_form/steps.js";
import { get, put } from "./report_form/store.js";
import { address, say } from "./report_form/words.js";

const SAVE_AFTER = 500;

// Shows a page that was fetched: its main part takes the place of ours, and is brought to life.
function shown(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  document.title = fresh.title;
  window.scrollTo(0, 0);
  start();
  (document.querySelector(".error-summary") ?? document.querySelector("[data-focus]"))?.focus();
}

// The photos that the server refused are not kept either; `data-refused` counts within the last batch that was sent.
async function dropRefused(form) {
  const told = form.dataset.refused === undefined ? form.querySelector("[data-refused]") : form;
  const refused = (told?.dataset.refused ?? "").split(",").filter(Boolean).map(Number);
  const kept = await get(form.querySelector("[name=key]").value);
  if (!kept || refused.length === 0) return;
  const before = kept.photos.length - Number(told.dataset.kept) - refused.length;
  await put({ ...kept, photos: kept.photos.filter((_, n) => !refused.includes(n - Math.max(0, before))) });
}

function startCheck(form) {
  void dropRefused(form).catch(() => {});
  sendWithoutLeaving(form, { shown });
}

function startForm(form) {
  let timer = 0;
  const saveSoon = (photos) => {
    clearTimeout(timer);
    const work = () => {
      if (form.isConnected && form.dataset.sealed === undefined) draft.save(form, photos ? { photos } : {}).catch(() => {});
    };
    photos ? work() : (timer = setTimeout(work, SAVE_AFTER));
  };
  let earlier = [];
  const photos = photoField(form, (files) => {
    saveSoon([...earlier, ...files.map((file) => ({ name: file.name, blob: file }))]);
  });
  const place = placeField(form);
  const category = categoryField(form);
  const way = steps(form, {
    place: () => place.missing(),
    category: () => (!category.isGiven() ? say("needCategory") : category.areAnswered() ? "" : say("needAnswer")),
    description: () => (form.querySelector("#id_description").value.trim() ? "" : say("needDescription")),
  });
  form.addEventListener("input", () => saveSoon());
  form.addEventListener("change", () => saveSoon());
  sendWithoutLeaving(form, {
    shown,
    ready: () => {
      const missing = way.firstMissing();
      if (missing < 0) return true;
      const words = way.missing(missing);
      way.show(missing);
      way.complain(words);
      return false;
    },
  });
  void settle(form, { photos, category, setEarlier: (rows) => (earlier = rows) }).catch(() => {});
}

// A form that came from the server's own first page starts a report of its own; what was kept before is offered.
async function settle(form, parts) {
  const key = form.querySelector("[name=key]");
  const isBack = Boolean(await get(key.value));
  if (isBack) {
    await dropRefused(form);
    const kept = Number(form.querySelector("[data-kept]")?.dataset.kept ?? 0);
    parts.setEarlier((await get(key.value)).photos.slice(0, kept));
    return;
  }
  key.value = draft.newKey(); // the page may be an old one that the service worker kept
  const box = document.querySelector("[data-waiting]");
  const resume = async (row) => {
    key.value = row.key;
    draft.fill(form, row, parts);
    await put({ ...row, status: "open" });
    form.querySelector("#id_latitude").dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = () => draft.showKept(box, form, resume);
  await show();
  const sendWaiting = () => deliverAll(address("form")).then(show, () => {});
  window.addEventListener("online", sendWaiting);
  navigator.serviceWorker?.addEventListener("message", show);
  if (navigator.onLine) await sendWaiting();
}

function start() {
  const form = document.querySelector("[data-report-form]");
  if (!form) return;
  form.dataset.reportForm === "form" ? startForm(form) : startCheck(form);
}

start();
navigator.serviceWorker?.register(address("worker"), { scope: "/phan-anh/" }).catch(() => {});
