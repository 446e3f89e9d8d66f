// The screen in the operations room: fetches the next screen and puts it in place, so that a broken line leaves the
// last figures standing, with a word about it. Without a script the page goes on by itself (meta refresh).
const main = document.querySelector("main");
const button = () => document.querySelector(".wall__full");

function clock() {
  const shown = document.querySelector(".wall__clock");
  if (shown) shown.textContent = time();
}

// The time in Vietnam, whatever the clock of the screen is set to.
function time() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}

function offerFullScreen() {
  const offered = button();
  if (!offered || !document.documentElement.requestFullscreen) return;
  offered.hidden = Boolean(document.fullscreenElement);
  offered.onclick = () => document.documentElement.requestFullscreen().catch(() => {});
}

async function turn() {
  try {
    const answer = await fetch(main.dataset.next, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("main.wall");
    if (!next) throw new Error("no screen");
    main.replaceChildren(...next.childNodes);
    main.dataset.next = next.dataset.next;
    main.dataset.since = "";
    document.title = page.title;
    offerFullScreen();
    clock();
  } catch {
    const lost = document.querySelector(".wall__lost");
    main.dataset.since = main.dataset.since || time();
    if (lost) lost.textContent = `${main.dataset.lost} ${main.dataset.since}`;
  }
  later();
}

const later = () => setTimeout(turn, 1000 * Number(main.dataset.seconds || 30));

document.addEventListener("fullscreenchange", offerFullScreen);
offerFullScreen();
clock();
setInterval(clock, 10000);
later();
