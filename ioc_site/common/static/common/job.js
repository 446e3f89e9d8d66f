// Keeps the page of a background job up to date while the job runs; without it, reloading the page does the same.
const box = document.querySelector("[data-job-progress]");

async function refresh() {
  const answer = await fetch(box.dataset.jobProgress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  if (job.finished) {
    window.location.reload();
    return;
  }
  box.querySelector("[data-job-state]").textContent = job.state_label;
  const bar = box.querySelector("[data-job-bar]");
  if (job.percent !== null) bar.value = job.percent;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const counts = [job.done, job.total].filter((count) => count !== null);
  box.querySelector("[data-job-count]").textContent = counts.map((count) => number.format(count)).join(" / ");
  window.setTimeout(refresh, 2000);
}

if (box) window.setTimeout(refresh, 2000);
