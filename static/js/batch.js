// Follows a batch while it is run: asks how far it is, moves the bar and the counts, and fetches the page anew when the
// batch is over. Without this module the page has a link that loads it again.
const MILLISECONDS_BETWEEN = 1500;
const MILLISECONDS_AFTER_FAILURE = 10000;

const batch = document.querySelector("[data-batch][data-progress-url]");
if (batch) follow(batch);

function follow(batch) {
  const bar = batch.querySelector("[data-bar]");
  const spoken = batch.querySelector("[data-spoken]");
  batch.querySelector("[data-refresh]").hidden = true;

  async function look() {
    let wait = MILLISECONDS_BETWEEN;
    try {
      const response = await fetch(batch.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return show(batch); // logged out, or the batch is gone
      const progress = await response.json();
      if (progress.is_over) return await renew(batch);
      bar.value = progress.percent;
      if (spoken.textContent !== progress.spoken) spoken.textContent = progress.spoken;
      count(progress.counts);
    } catch {
      wait = MILLISECONDS_AFTER_FAILURE;
    }
    setTimeout(look, wait);
  }

  function count(counts) {
    const whole = Object.values(counts).reduce((sum, pages) => sum + pages, 0);
    for (const place of batch.querySelectorAll("[data-count]")) {
      place.textContent = place.dataset.count ? counts[place.dataset.count] : whole;
    }
  }

  setTimeout(look, MILLISECONDS_BETWEEN);
}

// The same page, as it is now.
async function renew(batch) {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const now = page.querySelector("[data-batch]");
  if (!response.ok || !now) return show(batch);
  batch.replaceWith(document.adoptNode(now));
}

function show(batch) {
  batch.querySelector("[data-refresh]").hidden = false;
}
