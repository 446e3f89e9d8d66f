// Place and time from the metadata of a photo, read before it is sent. The server reads them again.
const SEARCHED = 512 * 1024;
const [EXIF_IFD, GPS_IFD, TAKEN_AT] = [0x8769, 0x8825, 0x9003];
const [NORTH_SOUTH, LATITUDE, EAST_WEST, LONGITUDE] = [1, 2, 3, 4];
const SIZES = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

// { lat, lon, takenAt }, each null where the photo does not say; a photo that is none or is damaged says nothing.
export async function readPhoto(file) {
  const nothing = { lat: null, lon: null, takenAt: null };
  try {
    const bytes = new Uint8Array(await file.slice(0, SEARCHED).arrayBuffer());
    const start = headerOf(bytes);
    return start < 0 ? nothing : { ...nothing, ...read(new DataView(bytes.buffer, start)) };
  } catch {
    return nothing;
  }
}

// JPEG, HEIC, WebP and PNG all carry the same block; after its name comes a TIFF header. Only the place of the name
// differs, so it is searched for.
function headerOf(bytes) {
  for (let i = 0; i + 14 < bytes.length; i++) {
    const isName = bytes[i] === 0x45 && bytes[i + 1] === 0x78 && bytes[i + 2] === 0x69 && bytes[i + 3] === 0x66; // Exif
    if (isName && bytes[i + 4] === 0 && bytes[i + 5] === 0 && isTiff(bytes, i + 6)) return i + 6;
    const isChunk = /E|e/.test(String.fromCharCode(bytes[i])) && chunk(bytes, i) && isTiff(bytes, i + 8);
    if (isChunk) return i + 8;
  }
  return -1;
}

const chunk = (bytes, i) => ["EXIF", "eXIf"].includes(String.fromCharCode(...bytes.subarray(i, i + 4)));
const isTiff = (bytes, i) =>
  (bytes[i] === 0x49 && bytes[i + 1] === 0x49 && bytes[i + 2] === 0x2a) ||
  (bytes[i] === 0x4d && bytes[i + 1] === 0x4d && bytes[i + 3] === 0x2a);

function read(view) {
  const little = view.getUint8(0) === 0x49;
  const root = directory(view, view.getUint32(4, little), little);
  const details = root[EXIF_IFD] ? directory(view, root[EXIF_IFD][0], little) : {};
  const place = root[GPS_IFD] ? directory(view, root[GPS_IFD][0], little) : {};
  const lat = degrees(place[LATITUDE], place[NORTH_SOUTH], "S", 90);
  const lon = degrees(place[LONGITUDE], place[EAST_WEST], "W", 180);
  const isPlace = lat !== null && lon !== null && (lat !== 0 || lon !== 0);
  return { lat: isPlace ? lat : null, lon: isPlace ? lon : null, takenAt: moment(details[TAKEN_AT]) };
}

// Tag → values: numbers, or one text.
function directory(view, offset, little) {
  const found = {};
  const count = Math.min(view.getUint16(offset, little), 200);
  for (let n = 0; n < count; n++) {
    const entry = offset + 2 + 12 * n;
    const [tag, type] = [view.getUint16(entry, little), view.getUint16(entry + 2, little)];
    const length = Math.min(view.getUint32(entry + 4, little), 64);
    const size = (SIZES[type] ?? 0) * length;
    const at = size <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    if (size && at + size <= view.byteLength) found[tag] = values(view, type, at, length, little);
  }
  return found;
}

function values(view, type, at, length, little) {
  const numbers = Array.from({ length }, (_, n) => {
    if (type === 3) return view.getUint16(at + 2 * n, little);
    if (type === 4 || type === 9) return view.getUint32(at + 4 * n, little);
    if (type === 5 || type === 10) return view.getUint32(at + 8 * n, little) / view.getUint32(at + 8 * n + 4, little);
    return view.getUint8(at + n);
  });
  return type === 2 ? String.fromCharCode(...numbers).replace(/\0.*$/s, "").trim() : numbers;
}

function degrees(parts, half, negative, limit) {
  if (!Array.isArray(parts) || parts.length < 3) return null;
  const value = parts[0] + parts[1] / 60 + parts[2] / 3600;
  if (!(value >= 0 && value <= limit)) return null;
  return Number((String(half).toUpperCase().startsWith(negative) ? -value : value).toFixed(6));
}

function moment(text) {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d)/.exec(text ?? "");
  if (!found) return null;
  const [, year, month, day, hour, minute] = found.map(Number);
  const date = new Date(year, month - 1, day, hour, minute);
  return year >= 1990 && date <= new Date(Date.now() + 86_400_000) ? date : null;
}
