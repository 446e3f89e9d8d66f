// The place: one's position, the map, and what the portal says of a point (its commune, or that it lies outside).
import { address, el, say } from "./words.js";

// What the portal says of a point: { area, name } or { refused, swap }; null without a connection.
export async function askPosition(latitude, longitude) {
  const body = new FormData();
  body.append("latitude", latitude);
  body.append("longitude", longitude);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    const answer = await fetch(address("position"), { method: "POST", body });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

export function placeField(form) {
  const [latitude, longitude] = [form.querySelector("#id_latitude"), form.querySelector("#id_longitude")];
  const area = form.querySelector("#id_area");
  const status = form.querySelector("[data-place-status]");
  let proposed = "";
  let refusal = ""; // why this position cannot be taken, as the portal has said
  let asked = 0; // an answer about an earlier position may arrive last

  const tell = (text, kind = "") => {
    status.dataset.kind = kind;
    status.replaceChildren(text);
  };
  const write = (lat, lon) => {
    latitude.value = lat;
    longitude.value = lon;
    latitude.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const swap = () => {
    const button = el("button", { type: "button", class: "button button--secondary button--small" }, say("swap"));
    button.addEventListener("click", () => write(longitude.value, latitude.value));
    return button;
  };

  const check = async () => {
    refusal = "";
    const number = ++asked;
    if (!latitude.value || !longitude.value) return tell("");
    const answer = (await askPosition(latitude.value, longitude.value)) ?? nearest(area, latitude.value, longitude.value);
    if (number !== asked) return;
    if (answer.refused) {
      refusal = answer.refused;
      tell(answer.refused, "refused");
      if (answer.swap) status.append(" ", swap());
      return;
    }
    // What the person chose stays; only what was proposed before is proposed anew.
    if (answer.area && (!area.value || area.value === proposed)) {
      area.value = proposed = String(answer.area);
      return tell(say("proposed", { area: answer.name }));
    }
    tell(say("pointSet"));
  };
  latitude.addEventListener("change", check);
  longitude.addEventListener("change", check);

  locate(form, tell, write);
  openMap(form);
  const isGiven = () => Boolean(latitude.value || form.querySelector("#id_address").value.trim());
  return { missing: () => refusal || (isGiven() ? "" : say("needPlace")), tell };
}

// Without a connection: the commune whose centre is the nearest.
function nearest(area, latitude, longitude) {
  const [lat, lon] = [latitude, longitude].map((text) => Number(String(text).replace(",", ".")));
  const far = (option) => Math.hypot(option.dataset.latitude - lat, option.dataset.longitude - lon);
  const options = [...area.querySelectorAll("option[data-latitude]")].sort((a, b) => far(a) - far(b));
  return options[0] ? { area: options[0].value, name: options[0].textContent.trim() } : {};
}

function locate(form, tell, write) {
  const button = form.querySelector("[data-locate]");
  if (!("geolocation" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    tell(say("searching"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        tell(say("found"));
        write(coords.latitude.toFixed(6), coords.longitude.toFixed(6));
      },
      () => tell(say("notFound"), "refused"),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

function openMap(form) {
  const button = form.querySelector("[data-open-map]");
  const panel = form.querySelector("#ban-do");
  let isLoaded = false;
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (isLoaded || panel.hidden) return;
    isLoaded = true;
    const style = el("link", { rel: "stylesheet", href: address("mapStyle") });
    const script = el("script", { src: address("mapScript") });
    style.addEventListener("load", () => document.head.append(script));
    document.head.append(style);
  });
}
