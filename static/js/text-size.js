// The size of a report's text, remembered on this device: an attribute of the page that reading.css goes by. Asked for
// before anything is drawn. Without this module the text has its usual size, and the buttons are hidden.
const KEY = "text-size";
const root = document.documentElement;

set(remembered());
const group = document.querySelector("[data-text-size]");
if (group) offer(group, [...group.querySelectorAll("button")]);

function set(size) {
  if (size) root.dataset.size = size;
  else delete root.dataset.size;
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden
  }
}

function remember(size) {
  try {
    localStorage.setItem(KEY, size);
  } catch {
    // the size is that of this page alone
  }
}

function offer(group, buttons) {
  const tell = () => buttons.forEach((one) => one.setAttribute("aria-pressed", one.value === (root.dataset.size ?? "")));
  for (const button of buttons) {
    button.addEventListener("click", () => {
      set(button.value);
      remember(button.value);
      tell();
    });
  }
  tell();
  group.hidden = false;
}
