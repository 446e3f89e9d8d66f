// A comment that was typed but not confirmed by its own button is lost when the page is saved: Wagtail sends only
// confirmed ones. So whatever saves the page or takes a step of its workflow confirms what was typed first.
const COMMENTS = ".comment form";
const SAVES = "#page-edit-form footer button, [data-edit-form] footer button, .action-save, [data-workflow-action-name]";
const RENDERED = 60; // milliseconds until the comments' fields stand in the form

function confirmTyped() {
  let confirmed = 0;
  for (const form of document.querySelectorAll(COMMENTS)) {
    const text = form.querySelector("textarea");
    const button = form.querySelector("button[type=submit]:not(:disabled)");
    if (text && button && text.value.trim()) {
      button.click();
      confirmed += 1;
    }
  }
  return confirmed;
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target instanceof Element ? event.target.closest(SAVES) : null;
    if (!button || button.matches("[data-w-dropdown-target]") || !confirmTyped()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => button.click(), RENDERED);
  },
  true,
);
