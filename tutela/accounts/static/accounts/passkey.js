/* Says in words when the browser could not use a passkey (allauth only writes it to the console). */
document.addEventListener("allauth.error", function (event) {
  const place = document.getElementById("passkey-problem");
  if (place) {
    event.preventDefault();
    place.hidden = false;
    place.focus();
  }
});
