// Gathers what is dropped on the page, picked, or picked as a folder into the one file field, shows it as a list from
// which files can be taken away, and lets the form be sent once. Without this module the field takes files itself.
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
  const mostFiles = Number(form.dataset.mostFiles);
  let files = [];

  function add(more) {
    const known = new Set(files.map(identity));
    files = [...files, ...more.filter((file) => !known.has(identity(file)))];
    show();
  }

  function remove(index) {
    files.splice(index, 1);
    show();
    (list.querySelectorAll("button")[Math.min(index, files.length - 1)] ?? field).focus();
  }

  function show() {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    field.files = held.files;
    chosen.hidden = files.length === 0;
    list.replaceChildren(...files.map(row));
    const size = files.reduce((whole, file) => whole + file.size, 0);
    const isTooMany = files.length > mostFiles;
    sum.textContent = isTooMany
      ? sum.dataset.tooMany.replace("{most}", mostFiles)
      : sum.dataset.words.replace("{n}", files.length).replace("{size}", inWords(size));
    sum.classList.toggle("fault", isTooMany);
    submit.disabled = isTooMany;
  }

  function row(file, index) {
    const item = document.createElement("li");
    const name = element("span", "file", file.name);
    const size = element("span", "quiet", inWords(file.size));
    const button = element("button", "remove", "×");
    button.type = "button";
    button.ariaLabel = list.dataset.remove.replace("{name}", file.name);
    button.addEventListener("click", () => remove(index));
    item.append(name, size);
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

  field.addEventListener("change", () => add([...field.files]));
  folder.addEventListener("change", () => {
    add([...folder.files].filter((file) => isPage(file.webkitRelativePath)));
    folder.value = "";
  });
  form.querySelector("[data-pick-folder]").addEventListener("click", () => folder.click());
  form.querySelector("[data-clear]").addEventListener("click", () => {
    files = [];
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
    if (submit.dataset.sent || files.length > mostFiles) return event.preventDefault();
    submit.dataset.sent = "true";
    submit.value = submit.dataset.sending;
  });
  addEventListener("pageshow", () => {
    delete submit.dataset.sent; // come back to by the browser's own button
    submit.value = label;
    add([...field.files]);
  });
  for (const hidden of form.querySelectorAll("[data-drop-hint], [data-pick-folder]")) hidden.hidden = false;
}

// The files that were dropped, with those of dropped folders; their entries must be asked for before the first wait.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.());
  if (entries.every((entry) => !entry)) return [...transfer.files];
  const below = await Promise.all(entries.filter(Boolean).map(filesOf));
  return below.flat();
}

async function filesOf(entry) {
  if (!isPage(entry.fullPath)) return [];
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const below = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break; // a reader gives a hundred at a time
    below.push(...(await Promise.all(some.map(filesOf))));
  }
  return below.flat();
}

// Hidden files and the picture folders that browsers save beside a page are no pages.
function isPage(path) {
  return !path.split("/").some((part) => part.startsWith(".") || part.endsWith("_files"));
}

function identity(file) {
  return `${file.webkitRelativePath}|${file.name}|${file.size}|${file.lastModified}`;
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
