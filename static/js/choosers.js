// Names the choosers of the desk (select2): Django's are called by what is chosen alone, so that an empty one has no name.
window.django?.jQuery?.(() => {
  for (const chooser of document.querySelectorAll("select.admin-autocomplete")) {
    const label = chooser.labels[0];
    const shown = chooser.nextElementSibling?.querySelectorAll("[aria-labelledby], [role=textbox]") ?? [];
    if (!label) continue;
    label.id ||= `${chooser.id}_label`;
    for (const part of shown) part.setAttribute("aria-labelledby", `${label.id} ${part.getAttribute("aria-labelledby") ?? ""}`);
  }
});
