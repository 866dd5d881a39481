// Steps through the matches of a report: the links of its bar, and the keys n and p outside of fields. The bar can
// be put away, and takes its keys with it. Without this module the bar links to the matches by their numbers.
const FIELDS = "input, textarea, select, [contenteditable]";

const bar = document.querySelector("[data-trail]");
const steps = bar?.querySelector("[data-trail-steps]");
if (steps) follow(bar, steps);

function follow(bar, steps) {
  const count = Number(steps.dataset.trailSteps);
  const where = bar.querySelector("[data-trail-where]");
  const links = [...steps.querySelectorAll("[data-step]")];

  function current() {
    return Number(/^#m([1-9]\d*)$/.exec(location.hash)?.[1] ?? 0);
  }

  function next(step) {
    const at = current() || (step > 0 ? 0 : 1);
    return ((at - 1 + step + count) % count) + 1;
  }

  function tell() {
    for (const link of links) link.hash = `#m${next(Number(link.dataset.step))}`;
    if (current()) where.textContent = where.dataset.trailWhere.replace("{k}", current()).replace("{n}", count);
  }

  function go(step) {
    location.replace(`#m${next(step)}`); // in the history the report stays one page
  }

  function press(event) {
    const isTyped = event.target instanceof Element && event.target.closest(FIELDS);
    if (isTyped || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") go(1);
    if (event.key === "p") go(-1);
  }

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(Number(link.dataset.step));
      link.focus({ preventScroll: true });
    });
  }
  steps.querySelector("[data-trail-close]").addEventListener("click", () => {
    document.removeEventListener("keydown", press);
    bar.remove();
  });
  // Keys of one character can be turned off at the foot of a page, too.
  if (document.documentElement.dataset.keys === "off") for (const link of links) link.removeAttribute("aria-keyshortcuts");
  else document.addEventListener("keydown", press);
  addEventListener("hashchange", tell);
  bar.querySelector("[data-trail-numbers]").hidden = true;
  steps.hidden = false;
  tell();
}
