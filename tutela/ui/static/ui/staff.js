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

  // Without a network nothing is sent: the browser's error page would take the place of what was typed. It stays, and says so.
  const offline = document.getElementById("no-network");
  const say = (back) => {
    offline.querySelector("[data-gone]").hidden = back;
    offline.querySelector("[data-back]").hidden = !back;
  };
  document.addEventListener("submit", (event) => {
    if (!offline || navigator.onLine || event.defaultPrevented) return;
    event.preventDefault();
    say(false);
    offline.hidden = false;
    offline.focus();
  });
  window.addEventListener("online", () => offline && say(true));

  // Whoever types is there: the sign-in ends after fifteen idle minutes, and a long text is not idle.
  const EVERY = 4 * 60 * 1000;
  let asked = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - asked < EVERY) return;
    asked = Date.now();
    fetch("/", { method: "HEAD", redirect: "manual", cache: "no-store" }).catch(() => {});
  });
})();
