// What the page says and which addresses it uses (templates/field_reports/form_words.html).
const words = () => document.querySelector("[data-words]").dataset;

// The words under a name, with {names} filled in: say("stepOf", { n: 1, total: 5 }).
export function say(name, values = {}) {
  return words()[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export const address = (name) => words()[`${name}Url`] ?? words()[name];

// "10:20 25/11/2026", as the server writes it.
export function clock(date) {
  const two = (number) => String(number).padStart(2, "0");
  const [day, month] = [two(date.getDate()), two(date.getMonth() + 1)];
  return `${two(date.getHours())}:${two(date.getMinutes())} ${day}/${month}/${date.getFullYear()}`;
}

// An element in one expression: el("p", { class: "small" }, "words", child).
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// The same folding as on the server: no marks, đ as d, lower case.
export function fold(text) {
  return text.toLowerCase().replaceAll("đ", "d").normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim();
}
