// The review by keyboard, and the tie between a field and the words it was read from. Without this module the buttons
// are buttons, and the links between fields and words lead to and fro.
const FIELDS = "input, textarea, select, [contenteditable], .select2-container";
const SWITCH = "archive-review-single-keys";
const SAME_WORDS = { date_basis: "date_published", date_evidence: "date_published" };
const GROUPS = { "credits-group": "credits", "figures-group": "figures" };

const screen = document.querySelector("[data-review]");
if (screen) {
  tieFieldsToWords(screen);
  warnOfUnsaved(screen);
  listenToKeys(screen);
}

// Which field of the record an element belongs to; "" for none.
function fieldOf(element) {
  const group = element.closest(".inline-group");
  if (group) return GROUPS[group.id] ?? "";
  const row = element.closest("[class*='field-']");
  const name = /(?:^|\s)field-(\w+)/.exec(row?.className ?? "")?.[1] ?? "";
  return SAME_WORDS[name] ?? name;
}

function tieFieldsToWords(screen) {
  const page = screen.querySelector("[data-page]");
  const record = screen.querySelector("[data-record]");

  function show(field) {
    for (const mark of screen.querySelectorAll(".is-current")) mark.classList.remove("is-current");
    const marks = field ? [...page.querySelectorAll(`[data-evidence~="${field}"]`)] : [];
    for (const mark of marks) mark.classList.add("is-current");
    if (marks.length) bringIntoPage(marks[0]);
  }

  // The page alone scrolls: what is being typed stays where it is.
  function bringIntoPage(mark) {
    const folded = mark.closest("details");
    if (folded) folded.open = true;
    const place = mark.getBoundingClientRect();
    const frame = page.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) page.scrollTop += place.top - frame.top - frame.height / 3;
  }

  function goTo(target) {
    const place = document.getElementById(target);
    if (!place) return;
    const folded = place.closest("details");
    if (folded) folded.open = true;
    const row = place.closest(".form-row, .inline-group") ?? place;
    const box = row.querySelector(".select2-selection") ?? (place.matches(FIELDS) ? place : place.querySelector(FIELDS));
    row.scrollIntoView({ block: "center" });
    box?.focus({ preventScroll: true });
  }

  record.addEventListener("focusin", (event) => {
    const field = fieldOf(event.target);
    if (field) show(field);
  });
  record.addEventListener("click", (event) => {
    const link = event.target.closest("a.evidence-link");
    if (!link) return;
    event.preventDefault();
    show(link.hash.replace("#evidence-", ""));
  });
  page.addEventListener("click", (event) => {
    const label = event.target.closest("a.mark-label");
    const mark = event.target.closest("mark");
    if (label) {
      event.preventDefault();
      goTo(label.hash.slice(1));
    } else if (mark && getSelection().isCollapsed) {
      const name = mark.dataset.evidence.split(" ").at(-1);
      const own = [...page.querySelectorAll("a.mark-label")].find((one) => one.id === `evidence-${name}`);
      if (own) goTo(own.hash.slice(1));
    }
  });
  record.querySelector(".errors input, .errors textarea, .errors select")?.focus();
}

// Going on with something unsaved takes a second press.
function warnOfUnsaved(screen) {
  const form = screen.querySelector("#record-form");
  const note = screen.querySelector("[data-note]");
  let isUnsaved = false;
  let isWarned = false;
  for (const kind of ["input", "change"]) {
    form?.addEventListener(kind, (event) => {
      if (event.target.form === form) isUnsaved = true;
      isWarned = false;
    });
  }
  for (const link of screen.querySelectorAll("[data-step]")) {
    link.addEventListener("click", (event) => {
      if (!isUnsaved || isWarned) return;
      event.preventDefault();
      isWarned = true;
      note.textContent = note.dataset.unsaved;
    });
  }
}

// Keys are shown once they are heard: a press before that would be lost, and the reader be left to wonder.
function listenToKeys(screen) {
  const single = screen.querySelector("[data-single-keys]");
  const reject = screen.querySelector("[data-reject]");
  const keys = screen.querySelector(".keys");
  let isLeaving = false;
  single.closest("[data-keys-switch]").hidden = false;
  single.checked = localStorage.getItem(SWITCH) !== "off";
  const showKeys = () => {
    screen.dataset.keys = single.checked ? "all" : "chords";
  };
  single.addEventListener("change", () => {
    localStorage.setItem(SWITCH, single.checked ? "on" : "off");
    showKeys();
  });
  // A page that comes back by the browser's own button is as it was left.
  addEventListener("pageshow", () => {
    isLeaving = false;
  });

  function accept() {
    const button = screen.querySelector("[data-accept]");
    if (!button || isLeaving) return;
    isLeaving = true;
    button.form.requestSubmit(button);
  }

  function openReject() {
    if (!reject) return;
    reject.open = true;
    reject.querySelector("input").focus();
  }

  const acts = {
    a: accept,
    x: openReject,
    j: () => screen.querySelector("[data-step=next]")?.click(),
    k: () => screen.querySelector("[data-step=previous]")?.click(),
    e: () => screen.querySelector("[data-record] .form-row :is(input, textarea)")?.focus(),
    "?": () => {
      keys.open = !keys.open;
    },
  };

  function escape(event) {
    const open = event.target.closest?.("details.reject, details.keys") ?? (keys.open ? keys : null);
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (event.target.closest?.(FIELDS)) {
      event.target.blur();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || event.repeat) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (event.target.closest?.("details.reject")) return;
      event.preventDefault();
      accept();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      escape(event);
      return;
    }
    if (!single.checked || event.target.closest?.(FIELDS) || !(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
  showKeys();
}
