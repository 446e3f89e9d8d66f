// Sends what waits. The key of a report makes sure that it arrives once, however often it is sent.
import { all, put } from "./store.js";

const LOCK = "phan-anh-gui";
const TOKEN = /name="csrfmiddlewaretoken" value="([^"]+)"/;
export const PRIVATE_PAGE = "/phan-anh/theo-doi/";

// Sends every waiting report; throws when there is no connection or the portal cannot answer, for a later try.
export function deliverAll(formUrl) {
  const work = async () => {
    for (const draft of (await all()).filter((row) => row.status === "waiting")) await deliver(draft, formUrl);
  };
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

async function deliver(draft, formUrl) {
  const page = await fetch(formUrl, { cache: "no-store" });
  const token = TOKEN.exec(await page.text())?.[1];
  const body = new FormData();
  for (const [name, value] of draft.fields) body.append(name, value);
  for (const { name, blob } of draft.photos) body.append("photos", blob, name);
  body.append("csrfmiddlewaretoken", token ?? "");
  const answer = await fetch(`${formUrl}?ngoai-tuyen=1`, { method: "POST", body });
  if (answer.redirected && new URL(answer.url).pathname.startsWith(PRIVATE_PAGE)) {
    await put({ key: draft.key, status: "sent", url: answer.url });
  } else if (answer.status >= 500 || answer.status === 429) {
    throw new Error(`answered ${answer.status}`);
  } else {
    await put({ ...draft, status: "failed" });
  }
}
