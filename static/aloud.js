// Reads a children's page aloud with the device's own voice, where it has one for the language. Asks nobody for anything.
// Small print is left out, but for what a child must know: that is marked `data-aloud`.

const button = document.querySelector(".aloud");
const language = document.documentElement.lang;
const READ = "h1, h2, h3, h4, p, .what-for, .how-many, dt, dd";
const NOT_READ = ".ways *, .actions, .actions *, .facts, .small:not([data-aloud]), svg *";
const voice = () => speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
const words = button?.textContent;

const pieces = () => [...document.querySelectorAll("main *")].filter((one) => one.matches(READ) && !one.matches(NOT_READ) && one.textContent.trim());

const stop = () => {
  speechSynthesis.cancel();
  for (const piece of document.querySelectorAll(".heard")) piece.classList.remove("heard");
  button.textContent = words;
};

const read = () => {
  button.textContent = button.dataset.stop;
  const all = pieces();
  for (const [place, piece] of all.entries()) {
    const said = new SpeechSynthesisUtterance(piece.textContent);
    said.lang = language;
    said.voice = voice();
    said.rate = 0.9;
    said.onstart = () => piece.classList.add("heard");
    said.onend = () => {
      piece.classList.remove("heard");
      if (place === all.length - 1) stop();
    };
    speechSynthesis.speak(said);
  }
};

const offer = () => {
  if (button) button.hidden = !voice();
};

if (button && "speechSynthesis" in window) {
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (speechSynthesis.speaking ? stop() : read()));
  addEventListener("pagehide", stop);
}
