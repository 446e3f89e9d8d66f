// The map of the province that all pages with a map share: the bundled outline, names of places for orientation, and
// tiles only where a tile server is set. Nothing is fetched from elsewhere without one.
//
//   const map = provinceMap(element, { places: [{ name, lat, lon }] });
//
// The element carries the words and the settings (templates/field_reports/map_attributes.html):
//   data-tiles, data-tiles-credit      address template of a tile server and whom to credit; empty for none
//   data-zoom-in, data-zoom-out        what the buttons are called
import { DivIcon, GeoJSON, LatLngBounds, Map, Marker, TileLayer, control } from "leaflet/dist/leaflet-src.esm.js";
import outline from "../../../data/map/binh-thuan.geojson";

const PLACES_FROM_ZOOM = 11;
// Well-known towns, so that a bare outline tells where one is. Latitude and longitude in degrees.
const TOWNS = [
  ["Phan Thiết", 10.928, 108.102],
  ["Mũi Né", 10.953, 108.285],
  ["La Gi", 10.66, 107.772],
  ["Ma Lâm", 11.07, 108.128],
  ["Thuận Nam", 10.845, 107.89],
  ["Tân Nghĩa", 10.796, 107.716],
  ["Lạc Tánh", 11.086, 107.682],
  ["Võ Xu", 11.187, 107.565],
  ["Chợ Lầu", 11.222, 108.505],
  ["Liên Hương", 11.228, 108.726],
  ["Phú Quý", 10.528, 108.944],
].map(([name, lat, lon]) => ({ name, lat, lon }));

// A Leaflet map that shows the whole province. `places` are names shown from a nearer zoom on.
export function provinceMap(element, { places = [] } = {}) {
  const { tiles, tilesCredit, zoomIn, zoomOut } = element.dataset;
  const land = new GeoJSON(outline, { interactive: false, style: { className: "map-land" } });
  const bounds = land.getBounds();
  const map = new Map(element, {
    maxBounds: bounds.pad(0.6),
    maxBoundsViscosity: 0.8,
    minZoom: 7,
    maxZoom: tiles ? 19 : 16,
    zoomControl: false,
    zoomSnap: 0.5,
  });
  control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false);
  if (tiles) {
    new TileLayer(tiles, { attribution: tilesCredit || "", maxZoom: 19 }).addTo(map);
    element.classList.add("map--tiles");
  }
  land.addTo(map);
  map.fitBounds(bounds, { padding: [8, 8] });
  if (!tiles) labels(map, places);
  return map;
}

// A pin of the house. Keyboard users move it with the arrow keys of the map, so it takes no focus of its own.
export function pin(lat, lon, { draggable = false } = {}) {
  const icon = new DivIcon({ className: "map-pin", html: pinShape(), iconSize: [40, 48], iconAnchor: [20, 46] });
  return new Marker([lat, lon], { icon, draggable, keyboard: false, autoPan: draggable });
}

// The smallest view that shows all the points, given as [lat, lon].
export function boundsOf(points) {
  return new LatLngBounds(points);
}

function labels(map, places) {
  const towns = TOWNS.map((place) => label(place, "map-place map-place--town"));
  const others = places.map((place) => label(place, "map-place"));
  const show = () => {
    const near = others.length > 0 && map.getZoom() >= PLACES_FROM_ZOOM;
    for (const marker of towns) near ? marker.remove() : marker.addTo(map);
    for (const marker of others) near ? marker.addTo(map) : marker.remove();
  };
  map.on("zoomend", show);
  show();
}

function label({ name, lat, lon }, className) {
  const text = document.createElement("span");
  text.textContent = name;
  const icon = new DivIcon({ className, html: text, iconSize: [0, 0] });
  return new Marker([lat, lon], { icon, interactive: false, keyboard: false });
}

function pinShape() {
  const space = "http://www.w3.org/2000/svg";
  const shape = document.createElementNS(space, "svg");
  shape.setAttribute("viewBox", "0 0 40 48");
  const drop = document.createElementNS(space, "path");
  drop.setAttribute("d", "M20 46C32 33 37 25.500 37 18A17 17 0 1 0 3 18C3 25.500 8 33 20 46Z");
  const hole = document.createElementNS(space, "circle");
  for (const [name, value] of [["cx", 20], ["cy", 18], ["r", 6]]) hole.setAttribute(name, value);
  shape.append(drop, hole);
  return shape;
}
