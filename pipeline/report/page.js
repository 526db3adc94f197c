"use strict";
(() => {
  const sorted = new Map(); // table's id → column and direction

  // A cell is compared by its data-v, a number, or else by its text.
  const value = (row, column) => {
    const cell = row.cells[column];
    return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent.trim();
  };

  function sort(table) {
    const { column, down } = sorted.get(table.id);
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => {
      const x = value(a, column), y = value(b, column);
      const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
      return down ? -order : order;
    });
    table.tBodies[0].append(...rows);
    [...table.tHead.rows[0].cells].forEach((cell, i) => {
      if (i === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  }

  let all = false; // failures are shown, also those that are not searched for
  const few = 20;

  function search() {
    const input = document.getElementById("search");
    if (!input) return;
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...document.querySelectorAll("#failure-table tbody tr")];
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word)) || (!words.length && !all && shown >= few);
      if (!row.hidden) shown++;
    }
    document.getElementById("found").textContent = shown < rows.length ? `${shown} of ${rows.length}` : "";
    document.getElementById("all").hidden = words.length > 0 || shown === rows.length;
  }

  document.addEventListener("click", (event) => {
    if (event.target.id === "all") { all = true; search(); }
    const button = event.target.closest("thead button");
    if (!button) return;
    const table = button.closest("table"), column = button.closest("th").cellIndex;
    const before = sorted.get(table.id);
    const numbers = "v" in (table.tBodies[0].rows[0]?.cells[column].dataset ?? {});
    sorted.set(table.id, { column, down: before?.column === column ? !before.down : numbers });
    sort(table);
    search();
  });
  document.addEventListener("input", (event) => { if (event.target.id === "search") search(); });

  search();

  // A run that is under way: the page asks for itself, and takes over the parts
  // that have changed.
  const pause = Number(document.documentElement.dataset.live);
  if (!pause || !location.protocol.startsWith("http")) return;
  let misses = 0;
  async function refresh() {
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { cache: "no-store" });
        if (!answer.ok) throw new Error(answer.status);
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-part]")) {
          const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
          if (next && next.innerHTML !== part.dataset.was && !part.contains(document.activeElement)) {
            part.dataset.was = next.innerHTML;
            part.innerHTML = next.innerHTML;
          }
        }
        for (const id of sorted.keys()) sort(document.getElementById(id));
        search();
        misses = 0;
      } catch {
        if (++misses === 3) document.getElementById("state").textContent = "no answer: the run has ended";
      }
    }
    setTimeout(refresh, misses < 3 ? pause : 10 * pause);
  }
  setTimeout(refresh, pause);
})();
