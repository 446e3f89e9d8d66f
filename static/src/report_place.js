// The small map of one public report: where it is, nothing to press but the zoom.
import { pin, provinceMap } from "./map/province_map.js";

const box = document.querySelector("[data-report-place]");
const [lat, lon] = box.dataset.reportPlace.split(",").map(Number);
const map = provinceMap(box);
map.scrollWheelZoom.disable();
pin(lat, lon).addTo(map);
map.setView([lat, lon], 13, { animate: false });
