// Which of the files that were dropped or picked are pages, and which are pictures of the folder saved beside a page?
// As archive/ingest/page_folder.py sorts them; here so that what is no picture need not be sent.
const FOLDER = /(_files|\.files)$/;
const PICTURE = /\.(jpe?g?|jfif|png|gif|webp|bmp)(\W.*)?$/i;
const FRAME = /^saved_resource\b/;
const MOST_BESIDE = 500;

// [{file, path}] -> {pages: [{file, path, beside: [{file, path}]}], leftOut: number of files}; hidden ones are nothing.
export function sortOut(picked) {
  const shown = picked.filter(({ path }) => !path.split("/").some((part) => part.startsWith(".")));
  const pages = shown.filter(({ path }) => !folderIn(path)).map((page) => ({ ...page, beside: [] }));
  const homes = new Map(pages.flatMap((page) => foldersOf(page.path).map((folder) => [folder, page])));
  let leftOut = 0;
  for (const one of shown) {
    const folder = folderIn(one.path);
    if (!folder) continue;
    const page = homes.get(folder);
    if (page && isPictureName(one.path) && page.beside.length < MOST_BESIDE) page.beside.push(one);
    else leftOut += 1;
  }
  return { pages, leftOut };
}

// The files of a drop with the paths of those in dropped folders; entries must be asked for before the first wait.
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.());
  if (entries.every((entry) => !entry)) return [...transfer.files].map(alone);
  const below = await Promise.all(entries.filter(Boolean).map(filesOf));
  return below.flat();
}

export function alone(file) {
  return { file, path: (file.webkitRelativePath || file.name).normalize("NFC") };
}

async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\/+/, "").normalize("NFC") }];
  }
  const reader = entry.createReader();
  const below = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break; // a reader gives a hundred at a time
    below.push(...(await Promise.all(some.map(filesOf))));
  }
  return below.flat();
}

function folderIn(path) {
  const parts = path.split("/").slice(0, -1);
  const at = parts.findIndex((part) => FOLDER.test(part));
  return at < 0 ? "" : parts.slice(0, at + 1).join("/");
}

function foldersOf(path) {
  const stem = path.replace(/\.html?$/i, "");
  return stem === path ? [] : [`${stem}_files`, `${stem}.files`];
}

function isPictureName(path) {
  const name = path.split("/").at(-1);
  return !FRAME.test(name) && (PICTURE.test(name) || !name.includes("."));
}
