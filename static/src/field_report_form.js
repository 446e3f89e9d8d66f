// The form works without this; with it the phone can give its own position.
const box = document.querySelector("[data-position]");
const button = box?.querySelector("button");
const status = box?.querySelector("[role=status]");
if (box && "geolocation" in navigator) {
  box.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.querySelector("#id_latitude").value = coords.latitude.toFixed(6);
        document.querySelector("#id_longitude").value = coords.longitude.toFixed(6);
        status.textContent = status.dataset.found;
      },
      () => (status.textContent = status.dataset.failed),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
