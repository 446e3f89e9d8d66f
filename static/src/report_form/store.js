// Reports that are being written or wait for a connection, kept in this browser alone. Used by the page and by the
// service worker.
//
// A draft: { key, status: "open" | "waiting" | "failed", fields: [[name, value]], photos: [{ name, blob }], savedAt }.
// A sent one, until its link was shown: { key, status: "sent", url, savedAt }.
const [NAME, TABLE] = ["phan-anh", "drafts"];
const LIFETIME = 7 * 86_400_000;

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function table(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(TABLE, mode);
      const asked = work(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = (draft) => table("readwrite", (rows) => rows.put({ ...draft, savedAt: Date.now() }));
export const get = (key) => table("readonly", (rows) => rows.get(key));
export const remove = (key) => table("readwrite", (rows) => rows.delete(key));

// All that is kept, the newest first; what is older than a week is forgotten.
export async function all() {
  const rows = await table("readonly", (store) => store.getAll());
  const old = rows.filter((row) => row.savedAt < Date.now() - LIFETIME);
  for (const row of old) await remove(row.key);
  return rows.filter((row) => !old.includes(row)).sort((a, b) => b.savedAt - a.savedAt);
}
