// The map of one report on the desk: its place, and the reports near by that may be the same.
import { boundsOf, pin, provinceMap } from "./map/province_map.js";

const box = document.querySelector("[data-desk-map]");
if (box) {
  const here = [Number(box.dataset.latitude), Number(box.dataset.longitude)];
  const map = provinceMap(box);
  const near = [...document.querySelectorAll("[data-near-latitude]")].map(({ dataset }) => ({
    at: [Number(dataset.nearLatitude), Number(dataset.nearLongitude)],
    name: dataset.nearName,
  }));
  for (const { at, name } of near) {
    const marker = pin(...at).addTo(map).bindTooltip(name);
    marker.getElement()?.classList.add("map-pin--near");
  }
  pin(...here).addTo(map).bindTooltip(box.dataset.here);
  if (near.length) map.fitBounds(boundsOf([here, ...near.map(({ at }) => at)]).pad(0.5), { maxZoom: 16, animate: false });
  // Without tiles the names of towns tell where one is, so they have to be in the view.
  else map.setView(here, box.dataset.tiles ? 15 : 10, { animate: false });
}
