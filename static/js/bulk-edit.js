/* Bulk edit: typing a value ticks the box of its row. Without this the boxes are ticked by hand. */
for (const row of document.querySelectorAll("[data-bulk-edit] [data-group]")) {
  const box = row.querySelector('input[type="checkbox"]');
  const tick = (event) => {
    if (event.target !== box && event.target.value) box.checked = true;
  };
  row.addEventListener("input", tick);
  row.addEventListener("change", tick);
  // The finder of places and papers speaks jQuery.
  window.django?.jQuery?.(row).on("select2:select", () => { box.checked = true; });
}
