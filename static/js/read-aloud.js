// Reads a report aloud with a voice of this device, sentence by sentence, and follows on the page. Without this module,
// or where no voice speaks Chinese, nothing offers it.
const BLOCKS = "h1, h2, h3, h4, p, li, td, th, caption";
const SENTENCE = /[^。！？!?；…]+[。！？!?；…]*[”’」』》）)]*/g;
const PIECE = /.{1,120}$|.{1,120}[，、：,]|.{1,120}/gs; // some voices break off where a sentence is long
const bar = document.querySelector("[data-voice]");
if (bar && "speechSynthesis" in window) offer(bar, speechSynthesis);

function offer(bar, speech) {
  const go = bar.querySelector("[data-voice-go]");
  const end = bar.querySelector("[data-voice-stop]");
  const begin = go.textContent;
  const mark = globalThis.Highlight && new Highlight();
  let voice, pieces, at, run = 0, utterance;
  if (mark) CSS.highlights.set("spoken", mark);

  function look() {
    const known = speech.getVoices().filter((one) => /^(zh|cmn)/i.test(one.lang));
    voice = known.find((one) => /CN|Hans/i.test(one.lang)) ?? known[0];
    bar.hidden = !voice;
  }

  function speak() {
    const turn = ++run; // what was told to stop may still report its end
    if (at >= pieces.length) return stop();
    utterance = new SpeechSynthesisUtterance(pieces[at].text);
    Object.assign(utterance, { voice, lang: voice.lang });
    utterance.onend = () => turn === run && (at++, speak());
    utterance.onerror = () => turn === run && stop();
    follow(pieces[at].range);
    go.textContent = go.dataset.pause;
    end.hidden = false;
    speech.speak(utterance);
  }

  function hush() {
    run++;
    speech.cancel();
    utterance = undefined;
  }

  function stop() {
    hush();
    pieces = undefined;
    mark?.clear();
    go.textContent = begin;
    end.hidden = true;
  }

  function follow(range) {
    mark?.clear();
    mark?.add(range);
    const { top, bottom } = range.getBoundingClientRect();
    if (top < 100 || bottom > innerHeight) scrollBy(0, top - innerHeight / 3);
  }

  go.addEventListener("click", () => {
    if (utterance) {
      hush(); // goes on with this sentence: not every voice can pause
      go.textContent = go.dataset.resume;
      return;
    }
    if (!pieces) {
      pieces = [...document.querySelectorAll("[data-read-aloud]")].flatMap((part) => blocks(part).flatMap(sentences));
      at = 0;
    }
    speak();
  });
  end.addEventListener("click", () => {
    stop();
    go.focus();
  });
  addEventListener("pagehide", hush);
  speech.addEventListener?.("voiceschanged", look);
  look();
}

function blocks(part) {
  return [...part.querySelectorAll(BLOCKS)].filter((one) => !one.querySelector(BLOCKS));
}

function sentences(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    nodes.push([walker.currentNode, text.length]);
    text += walker.currentNode.data;
  }
  const place = (offset) => nodes.findLast(([, start]) => start <= offset);
  return [...text.matchAll(SENTENCE)].flatMap((sentence) =>
    [...sentence[0].matchAll(PIECE)].filter((piece) => piece[0].trim()).map((piece) => {
      const start = sentence.index + piece.index;
      const last = start + piece[0].length - 1;
      const range = new Range();
      range.setStart(place(start)[0], start - place(start)[1]);
      range.setEnd(place(last)[0], last - place(last)[1] + 1);
      return { text: piece[0].trim(), range };
    }),
  );
}
