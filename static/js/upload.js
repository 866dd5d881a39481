// Gathers what is dropped on the page, picked, or picked as a folder into the one file field, shows it as a list from
// which files can be taken away, and lets the form be sent once; very many are sent in portions into one batch. A saved
// page goes with the pictures of the folder beside it. Without this module the field takes files itself.
import { alone, dropped, sortOut } from "./upload-folders.js";
import { Sending, portionsOf } from "./upload-portions.js";

const form = document.querySelector("[data-upload]");
if (form) gather(form);

function gather(form) {
  const field = form.querySelector("input[name=file]");
  const folder = form.querySelector("[data-folder]");
  const zone = form.querySelector("[data-drop-zone]");
  const chosen = form.querySelector("[data-chosen]");
  const sum = form.querySelector("[data-chosen-sum]");
  const list = form.querySelector("[data-chosen-list]");
  const submit = form.querySelector("[type=submit]");
  const label = submit.value;
  const endings = form.dataset.endings.split(" ");
  const mostBytes = Number(form.dataset.mostBytes);
  const limits = { mostFiles: Number(form.dataset.portionFiles), mostBytes: Number(form.dataset.portionBytes) };
  const paths = form.querySelector("[data-paths]");
  const trouble = form.querySelector("[data-trouble]");
  let picked = []; // {file, path}
  let pages = []; // {file, path, beside}
  let sending = null;

  function add(more) {
    const known = new Set(picked.map(identity));
    picked = [...picked, ...more.filter((one) => !known.has(identity(one)))];
    show();
  }

  function remove(index) {
    const page = pages[index];
    const gone = new Set([page, ...page.beside].map(identity));
    picked = picked.filter((one) => !gone.has(identity(one)));
    show();
    (list.querySelectorAll("button")[Math.min(index, pages.length - 1)] ?? field).focus();
  }

  function show() {
    const sorted = sortOut(picked);
    pages = sorted.pages;
    sending = null;
    trouble.hidden = true;
    const all = groups().flat();
    const held = new DataTransfer();
    for (const { file } of all) held.items.add(file);
    field.files = held.files;
    paths.value = JSON.stringify(all.map(({ path }) => path));
    chosen.hidden = all.length === 0;
    list.replaceChildren(...pages.map(row));
    const size = all.reduce((whole, { file }) => whole + file.size, 0);
    const pictures = all.length - pages.length;
    sum.textContent = [
      sum.dataset.words.replace("{n}", pages.length).replace("{size}", inWords(size)),
      pictures ? sum.dataset.pictures.replace("{n}", pictures) : "",
      sorted.leftOut ? sum.dataset.leftOut.replace("{n}", sorted.leftOut) : "",
    ].join("");
  }

  function groups() {
    return pages.map(({ file, path, beside }) => [{ file, path }, ...beside]);
  }

  function row({ file, beside }, index) {
    const item = document.createElement("li");
    const name = element("span", "file", file.name);
    const size = element("span", "quiet", inWords(file.size));
    const button = element("button", "remove", "×");
    button.type = "button";
    button.ariaLabel = list.dataset.remove.replace("{name}", file.name);
    button.addEventListener("click", () => remove(index));
    item.append(name, size);
    if (beside.length) item.append(element("span", "quiet", list.dataset.beside.replace("{n}", beside.length)));
    const fault = faultOf(file);
    if (fault) item.append(element("span", "fault", fault));
    item.append(button);
    return item;
  }

  function faultOf(file) {
    if (file.size > mostBytes) return list.dataset.tooLarge;
    if (file.size === 0) return list.dataset.empty;
    return endings.some((ending) => file.name.toLowerCase().endsWith(ending)) ? "" : list.dataset.unknown;
  }

  field.addEventListener("change", () => add([...field.files].map(alone)));
  folder.addEventListener("change", () => {
    add([...folder.files].map(alone));
    folder.value = "";
  });
  form.querySelector("[data-pick-folder]").addEventListener("click", () => folder.click());
  form.querySelector("[data-clear]").addEventListener("click", () => {
    picked = [];
    show();
    field.focus();
  });
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) zone.classList.remove("over");
  });
  addEventListener("drop", async (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.remove("over");
    add(await dropped(event.dataTransfer));
  });
  form.addEventListener("submit", (event) => {
    if (submit.dataset.sent) return event.preventDefault();
    submit.dataset.sent = "true";
    submit.value = submit.dataset.sending;
    if (portionsOf(groups(), limits.mostFiles, limits.mostBytes).length < 2) return;
    event.preventDefault();
    sendAll();
  });

  async function sendAll() {
    sending ??= new Sending(form, groups(), limits);
    trouble.hidden = true;
    try {
      const url = await sending.run((sent, all) => {
        sum.textContent = sum.dataset.sent.replace("{n}", sent).replace("{all}", all);
      });
      location.assign(url);
    } catch (error) {
      const said = error instanceof TypeError ? "" : error.message; // a TypeError is the network's, in English
      trouble.textContent = `${said || trouble.dataset.words} ${trouble.dataset.again}`;
      trouble.hidden = false;
      delete submit.dataset.sent;
      submit.value = label;
    }
  }

  addEventListener("pageshow", () => {
    delete submit.dataset.sent; // come back to by the browser's own button
    submit.value = label;
    if (picked.length === 0) add([...field.files].map(alone));
  });
  for (const hidden of form.querySelectorAll("[data-drop-hint], [data-pick-folder]")) hidden.hidden = false;
}

function identity({ file, path }) {
  return `${path}|${file.size}|${file.lastModified}`;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function inWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
