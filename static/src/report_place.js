// The small map of one public report: where it is, nothing to press but the zoom.
import { pin, provinceMap } from "./map/province_map.js";

const box = document.querySelector("[data-report-place]");
const [lat, lon] = box.dataset.reportPlace.split(",").map(Number);
const map = provinceMap(box);
map.scrollWheelZoom.disable();
pin(lat, lon).addTo(map);
// Without tiles nothing but the names of towns tells where one is, so they have to be in the view.
map.setView([lat, lon], box.dataset.tiles ? 15 : 10, { animate: false });
