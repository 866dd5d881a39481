// Sends the pages of a form in portions into one batch, each page with its pictures; one that did not arrive is sent
// again by the next call, and none after it before it has.
export class Sending {
  constructor(form, groups, { mostFiles, mostBytes }) {
    this.form = form;
    this.portions = portionsOf(groups, mostFiles, mostBytes);
    this.files = groups.reduce((count, group) => count + group.length, 0);
    this.sent = 0;
    this.next = 0;
    this.batch = null;
    this.after = 0;
  }

  // Sends what is left, tells after each portion, and returns the address of the batch; throws Error with words.
  async run(tell) {
    let url = "";
    while (this.next < this.portions.length) {
      const answer = await this.send(this.portions[this.next]);
      this.sent += this.portions[this.next].length;
      this.next += 1;
      ({ batch: this.batch, files: this.after, url } = answer);
      tell(this.sent, this.files);
    }
    return url;
  }

  async send(portion) {
    const body = new FormData(this.form);
    body.delete("file");
    for (const { file } of portion) body.append("file", file, file.name);
    body.set("paths", JSON.stringify(portion.map(({ path }) => path)));
    body.set("portion", "1");
    if (this.next < this.portions.length - 1) body.set("more", "1");
    if (this.batch !== null) {
      body.set("batch", this.batch);
      body.set("after", this.after);
      body.delete("text"); // it went with the first
    }
    const response = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok || !answer.url) throw new Error(answer.error ?? "");
    return answer;
  }
}

// Groups [[{file, path}]] of what belongs together -> portions of no more files and bytes, a group never parted.
export function portionsOf(groups, mostFiles, mostBytes) {
  const portions = [];
  let bytes = 0;
  for (const group of groups) {
    const size = group.reduce((sum, { file }) => sum + file.size, 0);
    const last = portions.at(-1);
    if (last && last.length + group.length <= mostFiles && bytes + size <= mostBytes) {
      last.push(...group);
      bytes += size;
    } else {
      portions.push([...group]);
      bytes = size;
    }
  }
  return portions;
}
