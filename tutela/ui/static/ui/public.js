// Quick exit: blank at once, forget this page, go elsewhere. The link works without this.
(() => {
  "use strict";

  const link = document.getElementById("leave");
  if (!link) return;
  const said = document.getElementById("leave-said");
  const PATIENCE = 5000;
  let presses = 0;
  let timer = 0;

  const leave = () => {
    document.documentElement.classList.add("left");
    document.title = "";
    if ("speechSynthesis" in window) speechSynthesis.cancel();
    const end = link.dataset.end;
    if (end) fetch(end, { method: "POST", keepalive: true, credentials: "same-origin" }).catch(() => {});
    location.replace(link.dataset.exit);
  };

  const forget = () => {
    presses = 0;
    said.textContent = "";
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return forget();
    if (event.repeat) return undefined;
    presses += 1;
    clearTimeout(timer);
    if (presses >= 3) return leave();
    said.textContent = presses === 1 ? link.dataset.twice : link.dataset.once;
    timer = setTimeout(forget, PATIENCE);
    return undefined;
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const reader = document.getElementById("read-aloud");
  if (reader && "speechSynthesis" in window) {
    const label = reader.textContent;
    const silent = () => { reader.textContent = label; };
    reader.hidden = false;
    reader.addEventListener("click", () => {
      if (speechSynthesis.speaking) {
        speechSynthesis.cancel();
        return silent();
      }
      const words = [...document.querySelectorAll("[data-read]")].map((one) => one.innerText).join(" ");
      const spoken = new SpeechSynthesisUtterance(words);
      spoken.lang = document.documentElement.lang;
      spoken.onend = silent;
      reader.textContent = reader.dataset.stop;
      return speechSynthesis.speak(spoken);
    });
  }

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
