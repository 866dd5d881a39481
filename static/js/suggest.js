// Suggestions while typing: an ARIA combobox over each search box that names where to ask (data-suggest).
// Without this file the box is the plain form that it is.

const PAUSE_MS = 180; // so long nothing is typed before it is asked
const IME_KEY = 229; // what browsers report of a key that an input method takes

class Combobox {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.timer = 0;
    this.running = null;
    this.list = this.makeList();
    this.status = this.makeStatus();
    this.prepareInput();
    this.listen();
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-suggestions`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.input.dataset.suggestLabel);
    list.hidden = true;
    this.input.parentElement.append(list);
    return list;
  }

  makeStatus() {
    const status = document.createElement("p");
    status.className = "unseen";
    status.setAttribute("role", "status");
    this.form.append(status);
    return status;
  }

  prepareInput() {
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", (event) => event.isComposing || this.askSoon());
    this.input.addEventListener("compositionstart", () => this.close());
    this.input.addEventListener("compositionend", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    this.form.addEventListener("submit", () => this.close());
    // The box keeps the focus: a press on an option must not take it, or the list would close before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(this.options.indexOf(event.target.closest("[role=option]"))));
    this.list.addEventListener("mousemove", (event) => this.activate(this.options.indexOf(event.target.closest("[role=option]"))));
  }

  press(event) {
    if (event.isComposing || event.keyCode === IME_KEY) {
      // The Enter that ends a composition takes a word, and sends nothing.
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // else the browser empties the box
      this.close();
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  move(step) {
    if (this.list.hidden) {
      if (this.options.length) this.open();
      else this.ask();
      return;
    }
    // One place more than there are options: that of the box itself.
    const places = this.options.length + 1;
    this.activate(((this.active + 1 + step + places) % places) - 1);
  }

  activate(number) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const option = this.options[number];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  choose(number) {
    const option = this.options[number];
    if (!option) return;
    this.close();
    window.location.assign(option.dataset.url);
  }

  askSoon() {
    this.forget();
    this.timer = window.setTimeout(() => this.ask(), PAUSE_MS);
  }

  // Whatever is under way is of no use any more.
  forget() {
    window.clearTimeout(this.timer);
    this.running?.abort();
    this.asked += 1;
  }

  async ask() {
    this.forget();
    const number = this.asked;
    if (!this.input.value.trim()) {
      this.show([]);
      return;
    }
    this.running = new AbortController();
    const suggestions = await this.fetched(this.running.signal);
    if (number === this.asked && document.activeElement === this.input) this.show(suggestions);
  }

  async fetched(signal) {
    const asked = new URLSearchParams(new FormData(this.form));
    try {
      const response = await fetch(`${this.input.dataset.suggest}?${asked}`, { signal });
      return response.ok ? (await response.json()).suggestions : [];
    } catch {
      return []; // dropped, or no connection: the form works all the same
    }
  }

  show(suggestions) {
    this.options = suggestions.map((one, number) => this.makeOption(one, number));
    this.list.replaceChildren(...this.options);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    if (this.options.length) this.open();
    else this.close();
  }

  makeOption(suggestion, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.className = "suggestion";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = suggestion.url;
    const parts = [["suggestion-kind", suggestion.kind_label], ["suggestion-label", suggestion.label], ["count", suggestion.count]];
    parts.forEach(([name, text], place) => {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      if (name === "suggestion-label") part.lang = "zh-Hans";
      option.append(place ? " " : "", part);
    });
    return option;
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.status.textContent = this.input.dataset.suggestStatus.replace("0", this.options.length);
  }

  close() {
    this.forget();
    this.list.hidden = true;
    this.activate(-1);
    this.input.setAttribute("aria-expanded", "false");
    this.status.textContent = "";
  }
}

for (const input of document.querySelectorAll("[data-suggest]")) new Combobox(input);

// The key of one character, unless the reader has turned those off at the foot of a page.
if (document.documentElement.dataset.keys !== "off") document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const input = document.querySelector("[data-suggest]");
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
});
