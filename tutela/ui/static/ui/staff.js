// Small comforts. Every page works without them.
(() => {
  "use strict";

  const focusErrors = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // After a part of the page has changed, the reader is led to it, unless an error asks first.
  document.addEventListener("htmx:after:swap", () => {
    const found = document.getElementById("found");
    if (found && !document.querySelector("[data-focus]")) found.focus({ preventScroll: true });
    focusErrors(document);
  });
  focusErrors(document);
})();
