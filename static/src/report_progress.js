// Shows how far building is, and the report once it is there.
const place = document.querySelector("[data-report-progress]");
const bar = place?.querySelector("progress");
async function look() {
  try {
    const answer = await fetch(place.dataset.reportProgress, { headers: { Accept: "application/json" } });
    const state = await answer.json();
    if (state.finished) return location.reload();
    if (state.percent !== null) bar.value = state.percent;
  } catch {
    // The network is away for a moment; the next look may reach it.
  }
  setTimeout(look, 2000);
}
if (place) setTimeout(look, 1500);
