// The kinds of problems: narrowed down by words without marks; what a kind asks is shown as soon as it is chosen.
import { fold, say } from "./words.js";

export function categoryField(form) {
  const search = form.querySelector("[data-search-kinds]");
  const status = form.querySelector("[data-search-status]");
  const place = form.querySelector("[data-questions-here]");
  const tiles = [...form.querySelectorAll(".tile")];
  const groups = [...form.querySelectorAll("[data-group]")];

  search.addEventListener("input", () => {
    const fits = matcher(fold(search.value), tiles);
    for (const tile of tiles) tile.hidden = !tile.querySelector("input").checked && !fits(tile);
    for (const group of groups) group.hidden = [...group.querySelectorAll(".tile")].every((tile) => tile.hidden);
    status.textContent = groups.every((group) => group.hidden) ? say("noneFound") : "";
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });

  const chosen = () => form.querySelector("input[name=category]:checked");
  const ask = () => {
    const code = chosen()?.value ?? "";
    if (place.querySelector("input[name=hoi]")?.value === code) return;
    const template = [...form.querySelectorAll("template[data-questions]")].find((row) => row.dataset.questions === code);
    place.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
    const tile = chosen()?.closest(".tile");
    (tile?.nextElementSibling?.matches(".tile__more") ? tile.nextElementSibling : tile)?.after(place);
  };
  for (const tile of tiles) tile.addEventListener("change", ask);
  ask();
  return { isGiven: () => Boolean(chosen()), areAnswered: () => answered(place), ask };
}

// The words as they stand, where some kind has them so; else each of them somewhere, always from the start of a word.
function matcher(text, tiles) {
  const has = (tile, words) => ` ${tile.dataset.words}`.includes(` ${words}`);
  if (tiles.some((tile) => has(tile, text))) return (tile) => has(tile, text);
  return (tile) => text.split(" ").every((word) => has(tile, word));
}

// Whether each question that must be answered is; a group of radio buttons counts as one.
function answered(place) {
  return [...place.querySelectorAll("[required]")].every((control) => {
    if (control.type !== "radio") return control.value.trim();
    return place.querySelector(`input[name="${CSS.escape(control.name)}"]:checked`);
  });
}
