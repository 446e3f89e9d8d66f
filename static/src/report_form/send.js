// Sends the form and the pages that come after it without leaving the page: so a lost connection loses nothing.
import { PRIVATE_PAGE, deliverAll } from "./deliver.js";
import * as draft from "./draft.js";
import { address, el, say } from "./words.js";

let isSending = false;

// `shown(text)` shows the page that came back; `ready()` says whether all that is needed is there.
export function sendWithoutLeaving(form, { shown, ready = () => true }) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    const pressed = event.submitter;
    const isLast = !pressed?.name;
    if (isLast && !ready()) return;
    isSending = true;
    busy(form, pressed, true);
    try {
      await post(form, pressed, { shown, isLast });
    } finally {
      isSending = false;
      if (form.isConnected) busy(form, pressed, false);
    }
  });
}

function busy(form, button, is) {
  form.setAttribute("aria-busy", String(is));
  if (!button) return;
  button.disabled = is;
  if (is) button.dataset.label = button.innerHTML;
  if (is && !button.name) button.textContent = say("sending");
  else if (!is && button.dataset.label) button.innerHTML = button.dataset.label;
}

async function post(form, pressed, { shown, isLast }) {
  const body = new FormData(form);
  if (pressed?.name) body.append(pressed.name, pressed.value);
  form.dataset.sealed = ""; // a change that is still to be saved would make an open draft of it again
  await keep(form, pressed).catch(() => {}); // a browser that keeps nothing can still send
  let answer;
  let text;
  try {
    answer = await fetch(form.action, { method: "POST", body });
    text = await answer.text();
  } catch {
    return isLast ? wait(form) : tell(form, say("offlineStep"));
  }
  if (new URL(answer.url).pathname.startsWith(PRIVATE_PAGE)) {
    await draft.forget(form).catch(() => {});
    location.replace(answer.url);
    return;
  }
  if (answer.status >= 500 || !text.includes("data-report-form")) return tell(form, say("serverError"));
  shown(text);
}

// What this phone keeps follows what the server keeps: a photo that is taken out there goes here as well.
async function keep(form, pressed) {
  const photos = await draft.photosOf(form);
  const isOut = (n) => pressed?.name === "bo-anh" && n === Number(pressed.value) - 1;
  await draft.save(form, { photos: photos.filter((_, n) => !isOut(n)) });
}

// No connection: the report waits on this phone, and is sent when the line is back.
async function wait(form) {
  try {
    await draft.save(form, { status: "waiting" });
  } catch {
    return tell(form, say("serverError"));
  }
  const worker = await navigator.serviceWorker?.ready.catch(() => null);
  await worker?.sync?.register("gui-phan-anh").catch(() => {}); // where it is not known, the page itself tries again
  const retry = () => deliverAll(address("form")).then(() => location.assign(address("form")), () => {});
  window.addEventListener("online", retry);
  const box = el(
    "div",
    { class: "stack" },
    el("h1", { class: "report-step__title", tabindex: "-1" }, say("offlineTitle")),
    el("p", {}, say("offlineKept")),
    el("p", { class: "muted" }, say("offlineStay")),
    el("p", {}, el("button", { type: "button", class: "button", onclick: retry }, say("offlineNow"))),
  );
  document.querySelector(".report-progress")?.remove();
  form.replaceWith(box);
  box.querySelector("h1").focus();
}

function tell(form, words) {
  delete form.dataset.sealed;
  form.querySelector("[data-send-error]")?.remove();
  const error = el("p", { class: "field__error", role: "alert", "data-send-error": true }, words);
  const place = [...form.querySelectorAll(".report-form__send, .report-nav")].find((part) => part.offsetParent) ?? form;
  place.before(error);
  error.scrollIntoView({ block: "nearest" });
}

