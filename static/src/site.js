// Small conveniences; every page works without them.
document.documentElement.classList.add("js");

// A button <button class="copy-link" data-copy="#dieu-8"> copies the full address of a place on this page, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  const status = button.querySelector("[data-copy-label]") ?? button;
  const label = status.textContent;
  status.textContent = button.dataset.copied;
  setTimeout(() => (status.textContent = label), 2000);
});

// After a form came back with errors, the reader is taken to the summary.
document.querySelector(".error-summary")?.focus();
