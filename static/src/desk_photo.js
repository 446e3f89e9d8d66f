// Drawing the areas of a photo that the public does not make out. The numbers of the form stay the truth: drawing
// writes them, and typing moves the drawing.
const form = document.querySelector("[data-blur]");
const stage = form.querySelector("[data-stage]");
const table = form.querySelector("[data-areas]");
const total = form.querySelector("[name=vung-TOTAL_FORMS]");
const most = Number(form.dataset.most);
const NAMES = ["left", "top", "width", "height"];
const SMALLEST = 1; // per cent

const rowsOf = () => [...table.querySelectorAll("[data-area]")];
const inputOf = (row, name) => row.querySelector(`[name$="-${name}"]`);
const read = (row) => NAMES.map((name) => inputOf(row, name).value).map((text) => (text === "" ? NaN : Number(text)));
const write = (row, area) => NAMES.forEach((name, place) => (inputOf(row, name).value = area ? area[place].toFixed(1) : ""));

function emptyRow() {
  const free = rowsOf().find((row) => read(row).every(Number.isNaN));
  if (free || rowsOf().length >= most) return free;
  const last = rowsOf().at(-1);
  const row = last.cloneNode(true);
  const number = rowsOf().length;
  for (const element of row.querySelectorAll("[name], [for], [id]")) {
    for (const attribute of ["name", "for", "id"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(/vung-\d+-/, `vung-${number}-`));
    }
  }
  for (const label of row.querySelectorAll("label")) label.textContent = label.textContent.replace(/\d+/, number + 1);
  write(row, null);
  table.append(row);
  total.value = number + 1;
  return row;
}

function draw() {
  stage.querySelectorAll(".desk-area").forEach((box) => box.remove());
  for (const row of rowsOf()) {
    const area = read(row);
    if (area.some(Number.isNaN)) continue;
    const box = document.createElement("div");
    box.className = "desk-area";
    box.tabIndex = 0;
    box.setAttribute("role", "button");
    box.setAttribute("aria-label", `${form.dataset.rowLabel} ${rowsOf().indexOf(row) + 1}. Delete: ${form.dataset.remove}`);
    const [left, top, width, height] = area;
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    const corner = document.createElement("span");
    corner.className = "desk-area__corner";
    box.append(corner);
    box.addEventListener("keydown", (event) => keys(event, row));
    box.row = row;
    stage.append(box);
  }
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const inside = ([left, top, width, height]) => {
  const [w, h] = [clamp(width, SMALLEST, 100), clamp(height, SMALLEST, 100)];
  return [clamp(left, 0, 100 - w), clamp(top, 0, 100 - h), w, h];
};

function keys(event, row) {
  const [left, top, width, height] = read(row);
  const step = event.shiftKey ? 5 : 1;
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  if (event.key === "Delete" || event.key === "Backspace") write(row, null);
  else if (moves[event.key]) write(row, inside([left + moves[event.key][0], top + moves[event.key][1], width, height]));
  else return;
  event.preventDefault();
  const place = rowsOf().indexOf(row);
  draw();
  [...stage.querySelectorAll(".desk-area")].find((box) => rowsOf().indexOf(box.row) === place)?.focus();
}

function pointOf(event) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return [clamp((100 * (event.clientX - left)) / width, 0, 100), clamp((100 * (event.clientY - top)) / height, 0, 100)];
}

stage.addEventListener("pointerdown", (event) => {
  const box = event.target.closest(".desk-area");
  const sizes = event.target.classList.contains("desk-area__corner");
  const row = box ? box.row : emptyRow();
  if (!row || event.button > 0) return;
  event.preventDefault();
  stage.setPointerCapture(event.pointerId);
  const start = pointOf(event);
  const before = box ? read(row) : [...start, 0, 0];
  const move = (now) => {
    const [x, y] = pointOf(now);
    const [dx, dy] = [x - start[0], y - start[1]];
    if (box && !sizes) write(row, inside([before[0] + dx, before[1] + dy, before[2], before[3]]));
    else if (box) write(row, inside([before[0], before[1], Math.min(before[2] + dx, 100 - before[0]), Math.min(before[3] + dy, 100 - before[1])]));
    else write(row, [Math.min(start[0], x), Math.min(start[1], y), Math.abs(dx), Math.abs(dy)]);
    draw();
  };
  const end = () => {
    stage.removeEventListener("pointermove", move);
    const area = read(row);
    if (!box && (area[2] < SMALLEST || area[3] < SMALLEST)) write(row, null);
    draw();
    [...stage.querySelectorAll(".desk-area")].find((drawn) => drawn.row === row)?.focus();
  };
  stage.addEventListener("pointermove", move);
  stage.addEventListener("pointerup", end, { once: true });
});

table.addEventListener("input", draw);
form.querySelector("[data-clear]").addEventListener("click", () => {
  for (const row of rowsOf()) write(row, null);
  draw();
});
form.querySelector("[data-photo-original]").draggable = false;
document.documentElement.classList.add("desk-has-js");
draw();
