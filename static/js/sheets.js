// The pages of a PDF as pictures: how somebody likes to look at them is remembered, and a picture that does not come says
// why. Without this module the boxes work, and the reason stands behind the link to the picture by itself.
const MODE = "archive-sheet-mode";

for (const side of document.querySelectorAll("[data-sheets]")) {
  rememberMode(side);
  for (const sheet of side.querySelectorAll("[data-sheet]")) tellWhyMissing(sheet);
}

// A page without text is always seen, whatever was chosen for those that have some.
function rememberMode(side) {
  const modes = [...side.querySelectorAll("[name=sheet-mode]")];
  const isTextless = modes.find((mode) => mode.defaultChecked)?.value === "picture";
  const kept = localStorage.getItem(MODE);
  for (const mode of modes) {
    if (!isTextless && mode.value === kept) mode.checked = true;
    mode.addEventListener("change", () => {
      if (!isTextless) localStorage.setItem(MODE, mode.value);
    });
  }
}

function tellWhyMissing(sheet) {
  const picture = sheet.querySelector("img");
  if (!picture) return;
  const ask = async () => {
    const answer = await fetch(picture.src, { headers: { Accept: "text/plain" } }).catch(() => null);
    if (!answer || answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/plain")) return;
    const note = document.createElement("p");
    note.className = "errornote";
    note.textContent = await answer.text();
    picture.replaceWith(note);
  };
  picture.addEventListener("error", ask, { once: true });
  if (picture.complete && picture.naturalWidth === 0 && picture.currentSrc) ask();
}
