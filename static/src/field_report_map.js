// The map of the form, loaded when somebody opens it. It talks to the form through its fields alone: a tap writes
// latitude and longitude, and whoever writes them moves the pin.
import { pin, provinceMap } from "./map/province_map.js";

const box = document.querySelector("[data-place-map]");
const latitude = document.querySelector("#id_latitude");
const longitude = document.querySelector("#id_longitude");
const places = [...document.querySelectorAll("#id_area option[data-latitude]")].map((option) => ({
  name: option.textContent.trim(),
  lat: Number(option.dataset.latitude),
  lon: Number(option.dataset.longitude),
}));

const map = provinceMap(box, { places });
let marker = null;

const write = ({ lat, lng }) => {
  latitude.value = lat.toFixed(6);
  longitude.value = lng.toFixed(6);
  latitude.dispatchEvent(new Event("change", { bubbles: true }));
};

const read = () => {
  const [lat, lon] = [latitude.value, longitude.value].map((text) => Number(text.replace(",", ".")));
  const isPlace = latitude.value && longitude.value && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  if (!isPlace) {
    marker?.remove();
    marker = null;
    return;
  }
  if (!marker) {
    marker = pin(lat, lon, { draggable: true }).addTo(map);
    marker.on("dragend", () => write(marker.getLatLng()));
    map.setView([lat, lon], Math.max(map.getZoom(), 13), { animate: false });
  } else if (!map.getBounds().contains([lat, lon])) {
    map.setView([lat, lon]);
  }
  marker.setLatLng([lat, lon]);
};

map.on("click", (event) => write(event.latlng.wrap()));
document.querySelector("[data-place-centre]")?.addEventListener("click", () => write(map.getCenter().wrap()));
latitude.addEventListener("change", read);
longitude.addEventListener("change", read);
read();
