// The public map of field reports: pins and clusters as the server made them for the part that is shown.
import { DivIcon, FeatureGroup, LatLngBounds, Marker } from "leaflet/dist/leaflet-src.esm.js";
import { provinceMap } from "./map/province_map.js";

const box = document.querySelector("[data-public-map]");
const status = document.querySelector("[data-map-status]");
const words = box.dataset;
const address = new URL(words.publicMap, location.href);
const map = provinceMap(box);
const layer = new FeatureGroup().addTo(map);
let asked = null;

const fill = (template, feature) =>
  template.replace("%n", number(feature.count ?? feature)).replace("%c", number(feature.closed ?? 0));
const number = (value) => Number(value).toLocaleString(document.documentElement.lang || "vi");

function addressOf(bounds, zoom) {
  const url = new URL(address);
  const edges = [
    Math.max(-180, bounds.getWest()),
    Math.max(-85, bounds.getSouth()),
    Math.min(180, bounds.getEast()),
    Math.min(85, bounds.getNorth()),
  ];
  url.searchParams.set("bbox", edges.map((edge) => edge.toFixed(5)).join(","));
  url.searchParams.set("zoom", Math.max(0, Math.floor(zoom)));
  return url;
}

async function load(bounds, zoom, signal) {
  const response = await fetch(addressOf(bounds, zoom), { signal, headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function refresh() {
  asked?.abort();
  asked = new AbortController();
  try {
    const shown = map.getBounds();
    const collection = await load(shown.pad(0.1), map.getZoom(), asked.signal);
    const focused = layer.getLayers().find((marker) => marker.getElement() === document.activeElement);
    const kept = focused?.options.key;
    layer.clearLayers();
    for (const feature of collection.features) markerOf(feature).addTo(layer);
    layer.getLayers().find((marker) => kept && marker.options.key === kept)?.getElement()?.focus();
    status.textContent = fill(words.wordStatus, collection.total);
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = words.wordFailed;
  }
}

function markerOf(feature) {
  const [lon, lat] = feature.geometry.coordinates;
  const marker = feature.properties.cluster ? clusterOf(feature, lat, lon) : pinOf(feature, lat, lon);
  marker.options.key = feature.id ?? feature.bbox.join();
  return marker;
}

function pinOf({ properties }, lat, lon) {
  const icon = new DivIcon({
    className: `report-pin${properties.closed ? " report-pin--closed" : ""}`,
    iconSize: [24, 24],
    popupAnchor: [0, -8],
  });
  const title = `${properties.title}, ${properties.state}`;
  return new Marker([lat, lon], { icon, title, alt: title, zIndexOffset: 1000 }).bindPopup(() => cardOf(properties), { minWidth: 200 });
}

function clusterOf({ properties, bbox }, lat, lon) {
  const size = properties.count < 10 ? 36 : properties.count < 100 ? 44 : properties.count < 1000 ? 52 : 60;
  const text = document.createElement("span");
  text.textContent = short(properties.count);
  const open = properties.count - properties.closed;
  const icon = new DivIcon({
    className: `report-cluster${open ? "" : " report-cluster--closed"}`,
    html: text,
    iconSize: [size, size],
  });
  const label = fill(words.wordCluster, properties);
  // Above the names of the towns, which are markers too.
  const marker = new Marker([lat, lon], { icon, title: label, alt: label, zIndexOffset: 1000 });
  marker.on("click keypress", (event) => {
    if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
    const [west, south, east, north] = bbox;
    const cell = new LatLngBounds([south, west], [north, east]);
    if (map.getZoom() >= map.getMaxZoom()) listOf(cell, lat, lon);
    else map.flyToBounds(cell, { maxZoom: map.getZoom() + 3, duration: 0.4 });
  });
  return marker;
}

function short(count) {
  if (count < 1000) return String(count);
  return `${number(count < 10000 ? Math.round(count / 100) / 10 : Math.round(count / 1000))}k`;
}

// At the nearest zoom what lies in one cell is listed instead.
async function listOf(cell, lat, lon) {
  const collection = await load(cell, 20).catch(() => null);
  if (!collection) return;
  const list = document.createElement("ul");
  list.className = "public-map__list";
  for (const { properties } of collection.features.filter((feature) => !feature.properties.cluster)) {
    const item = document.createElement("li");
    item.append(cardOf(properties));
    list.append(item);
  }
  const heading = document.createElement("p");
  heading.textContent = fill(words.wordHere, collection.total);
  const content = document.createElement("div");
  content.append(heading, list);
  map.openPopup(content, [lat, lon], { maxHeight: 240, minWidth: 220 });
}

function cardOf(properties) {
  const card = document.createElement("div");
  card.className = "public-map__card";
  const link = document.createElement("a");
  link.href = properties.url;
  link.textContent = properties.title;
  const line = document.createElement("p");
  const received = properties.received.split("-").reverse().join("/");
  line.textContent = `${properties.reference} · ${words.wordReceived} ${received}`;
  const state = document.createElement("p");
  state.textContent = properties.state + (properties.demo ? ` · ${words.wordDemo}` : "");
  card.append(link, line, state);
  return card;
}

map.on("moveend", refresh);
refresh();
