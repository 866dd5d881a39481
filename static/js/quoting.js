// Copies citations, and quotes with theirs: what is copied from the text of a report bears where it stands. Without
// this module the citations can be selected, and what is copied is the bare text.
const LEAST = 10; // characters that are a quotation
const report = document.querySelector("[data-citation]");
const text = report?.querySelector("[data-quotable]");
const citing = report?.querySelector("[data-citing]");
if (text && citing) quote(text, report.dataset.citation, citing);

function quote(text, citation, citing) {
  const told = citing.querySelector("[data-told]");
  const offer = citing.querySelector("[data-quote]");
  const button = offer.querySelector("button");

  function selected() {
    const selection = getSelection();
    const isWithin = text.contains(selection.anchorNode) && text.contains(selection.focusNode);
    const words = isWithin ? selection.toString().trim() : "";
    return [...words].length < LEAST ? "" : `“${words}”——${citation}`;
  }

  text.addEventListener("copy", (event) => {
    const quoted = selected();
    if (!quoted) return;
    event.clipboardData.setData("text/plain", quoted);
    event.preventDefault();
  });
  document.addEventListener("selectionchange", () => {
    button.disabled = !selected();
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => write(selected()));
  for (const copy of citing.querySelectorAll("[data-copy]")) {
    copy.addEventListener("click", async () => {
      if (copy.dataset.copy) write(await (await fetch(copy.dataset.copy)).text());
      else write(copy.previousElementSibling.textContent, copy.previousElementSibling);
    });
    copy.hidden = false;
  }
  offer.hidden = false;

  async function write(words, element) {
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(words);
      told.textContent = citing.dataset.copied;
    } catch {
      if (!element) return; // a page that is not served over HTTPS has no clipboard
      getSelection().selectAllChildren(element);
      told.textContent = citing.dataset.selected;
    }
  }
}
