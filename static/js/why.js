// Opens the explanation of a hit in place: its link becomes a disclosure that fetches the page behind it when it is
// opened first, and shows the part of it that explains. Without this module the link leads to that page.
for (const link of document.querySelectorAll("a[data-why]")) disclose(link);

function disclose(link) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const place = document.createElement("div");
  details.className = "why-here";
  summary.textContent = link.textContent;
  place.setAttribute("aria-live", "polite");
  details.append(summary, place);
  link.replaceWith(details);
  details.addEventListener("toggle", () => fill(place, link), { once: true });
}

async function fill(place, link) {
  place.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(document.adoptNode(page.querySelector("[data-why-this]")));
  } catch {
    place.replaceChildren(link);
  }
  place.removeAttribute("aria-busy");
}
