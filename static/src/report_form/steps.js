// One thing at a time: the sections of the form one after the other, with where one is and the way on. The telephone's own
// back button goes one step back, too.
import { el, say } from "./words.js";

// `checks` maps the name of a step to a function that returns what is missing, or "".
export function steps(form, checks) {
  const sections = [...form.querySelectorAll("[data-step]")];
  const bar = el("div", { class: "report-progress__bar", "aria-hidden": "true" }, ...sections.map(() => el("i")));
  const where = el("p", { class: "report-progress__words", role: "status" });
  const back = el("button", { type: "button", class: "button button--quiet" }, say("back"));
  const next = el("button", { type: "button", class: "button" }, say("next"));
  const nav = el("div", { class: "report-nav" }, back, next);
  const error = el("p", { class: "field__error", role: "alert" });
  form.before(el("div", { class: "report-progress" }, where, bar));
  form.append(nav);
  let current = 0;

  const show = (index, { isFocused = true } = {}) => {
    current = Math.max(0, Math.min(index, sections.length - 1));
    sections.forEach((section, n) => (section.hidden = n !== current));
    [...bar.children].forEach((part, n) => part.classList.toggle("is-done", n <= current));
    where.textContent = say("stepOf", { n: current + 1, total: sections.length });
    back.hidden = current === 0;
    next.hidden = current === sections.length - 1;
    nav.hidden = back.hidden && next.hidden;
    document.querySelector("[data-first-step-only]").hidden = current > 0;
    document.querySelector(".report-urgent").hidden = current > 0;
    error.remove();
    if (!isFocused) return;
    sections[current].querySelector(".report-step__title").focus({ preventScroll: true });
    document.querySelector(".report-progress").scrollIntoView({ block: "start" });
  };

  const missing = (index) => checks[sections[index].dataset.step]?.() ?? "";
  const complain = (words) => {
    error.textContent = words;
    sections[current].append(error);
    error.scrollIntoView({ block: "nearest" });
  };
  const go = (index) => {
    history.pushState({ step: index }, "");
    show(index);
  };

  next.addEventListener("click", () => {
    const words = missing(current);
    words ? complain(words) : go(current + 1);
  });
  back.addEventListener("click", () => history.back());
  // Enter in a line of text goes on rather than sends what is not finished.
  form.addEventListener("keydown", (event) => {
    const isLine = event.target.matches("input:not([type=radio], [type=checkbox], [type=file])");
    if (event.key !== "Enter" || !isLine || current === sections.length - 1) return;
    event.preventDefault();
    next.click();
  });
  const onPop = (event) => {
    if (!form.isConnected) return window.removeEventListener("popstate", onPop);
    show(event.state?.step ?? 0);
  };
  window.addEventListener("popstate", onPop);
  // A link of the error summary leads to a field of a step that is not shown.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a");
    const field = link && form.querySelector(link.getAttribute("href"));
    if (!field) return;
    show(sections.findIndex((section) => section.contains(field)), { isFocused: false });
  });

  const wrong = sections.findIndex((section) => section.querySelector(".field--error"));
  const start = Math.max(0, wrong);
  history.replaceState({ step: start }, "");
  show(start, { isFocused: false });
  return { firstMissing: () => sections.findIndex((_, n) => missing(n)), show, complain, missing, current: () => current };
}
