// Keeps what is written in this browser, brings it back, and shows what waits or was sent meanwhile.
import { deliverAll } from "./deliver.js";
import { all, get, put, remove } from "./store.js";
import { address, clock, el, say } from "./words.js";

const LEFT_OUT = new Set(["csrfmiddlewaretoken", "draft", "photos", "da-xem"]);
const keyOf = (form) => form.querySelector("[name=key]").value;

export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

// What the form says now, without what belongs to this page alone.
export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
}

// Saves fields and, where given, photos ({ name, blob }) under the key of the form.
export async function save(form, { photos, status = "open" } = {}) {
  const key = keyOf(form);
  await put({ key, status, fields: fieldsOf(form), photos: photos ?? (await get(key))?.photos ?? [] });
}

export const forget = (form) => remove(keyOf(form));
export const photosOf = async (form) => (await get(keyOf(form)))?.photos ?? [];

// Writes a draft back into a new form; `parts` are its photo and category fields.
export function fill(form, draft, parts) {
  const values = new Map();
  for (const [name, value] of draft.fields) values.set(name, [...(values.get(name) ?? []), value]);
  put_(form, values);
  parts.category.ask();
  put_(form, values); // the questions of the category are there only now
  parts.photos.set(draft.photos.map(({ name, blob }) => new File([blob], name, { type: blob.type })));
}

function put_(form, values) {
  for (const [name, given] of values) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
      else if (name !== "hoi") control.value = given[0];
    }
  }
}

// Shows what waits, was sent or was begun. `resume(draft)` brings one back into the form.
export async function showKept(box, form, resume) {
  const rows = (await all()).filter((row) => row.key !== keyOf(form));
  const shown = rows.map((row) => notice(row, box, form, resume)).filter(Boolean);
  box.replaceChildren(...shown);
  box.hidden = shown.length === 0;
  return rows;
}

function notice(row, box, form, resume) {
  const again = () => showKept(box, form, resume);
  const drop = async () => {
    await remove(row.key);
    await again();
  };
  const take = async () => {
    box.hidden = true;
    await resume(row);
  };
  const button = (words, onclick, kind = "secondary") =>
    el("button", { type: "button", class: `button button--${kind} button--small`, onclick }, words);
  if (row.status === "sent") {
    const link = el("a", { class: "button button--small", href: row.url }, say("sentLink"));
    link.addEventListener("click", () => void remove(row.key));
    return card("success", say("sent"), "", [link]);
  }
  if (row.status === "waiting") {
    const send = () => deliverAll(address("form")).then(again, again);
    return card("info", say("offlineTitle"), say("offlineKept"), [
      button(say("offlineNow"), send),
      button(say("offlineEdit"), take, "quiet"),
    ]);
  }
  if (row.status === "failed") return card("warning", say("failed"), "", [button(say("offlineEdit"), take)]);
  if (!row.fields.some(([name, value]) => value && ["description", "address", "category"].includes(name)) && !row.photos.length) {
    void remove(row.key);
    return null;
  }
  const words = say("draftFound", { time: clock(new Date(row.savedAt)) });
  return card("info", words, "", [button(say("draftContinue"), take), button(say("draftDiscard"), drop, "quiet")]);
}

function card(kind, title, text, actions) {
  const body = el("div", { class: "notice__body" }, el("p", { class: "notice__title" }, title));
  if (text) body.append(el("p", {}, text));
  body.append(el("div", { class: "cluster" }, ...actions));
  return el("div", { class: `notice notice--${kind}`, role: "status" }, body);
}
