(() => {
  const reader = document.getElementById("read-aloud");
  const page = document.querySelector("[data-read]");
  if (!reader || !page || !("speechSynthesis" in window)) return;
  const label = reader.textContent;
  const silent = () => { reader.textContent = label; };
  reader.hidden = false;
  addEventListener("pagehide", () => speechSynthesis.cancel());
  reader.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return silent();
    }
    const spoken = new SpeechSynthesisUtterance(page.innerText);
    spoken.lang = page.lang;
    spoken.onend = silent;
    reader.textContent = reader.dataset.stop;
    return speechSynthesis.speak(spoken);
  });
})();
