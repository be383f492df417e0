// Sorts the lines by any column and filters them by scene. Without it the page shows everything in the order
// of the film. Sums are of whole numbers (BigInt) of the last decimal: nothing is ever added as a float.
(function () {
  "use strict";
  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const rows = Array.from(body.rows);
  const scene = document.getElementById("scene");
  const asFilmed = document.getElementById("as-filmed");
  const count = document.getElementById("count");
  const words = new Intl.Collator("en", { numeric: true });
  const columns = new Map();

  // Reads "~ 1,350.25", "98 s" or "" as whole numbers of the column's last decimal; null where there is none.
  function readNumbers(texts) {
    const found = texts.map((text) => /-?[\d,]*\d(?:\.(\d+))?/.exec(text));
    const decimals = found.reduce((most, each) => Math.max(most, each && each[1] ? each[1].length : 0), 0);
    const numbers = found.map((each) => {
      if (!each) return null;
      const [whole, rest = ""] = each[0].replace(/,/g, "").split(".");
      return BigInt(whole + rest.padEnd(decimals, "0"));
    });
    return { numbers, decimals };
  }

  function column(place) {
    if (!columns.has(place)) {
      const texts = rows.map((row) => row.cells[place].textContent);
      const names = rows.map((row) => (row.cells[place].querySelector("bdi") || row.cells[place]).textContent);
      columns.set(place, heads[place].dataset.kind
        ? { texts, ...readNumbers(texts) }
        : { texts, names });
    }
    return columns.get(place);
  }

  function comparing(place) {
    const { names, numbers } = column(place);
    if (names) return (a, b) => words.compare(names[a], names[b]);
    return (a, b) => (numbers[a] < numbers[b] ? -1 : numbers[a] > numbers[b] ? 1 : 0);
  }

  // What has no number stays below, whichever way the others go; equal lines stay in the order of the film.
  function sort(place, direction) {
    let order = rows.map((_, number) => number);
    if (place !== null) {
      const { numbers } = column(place);
      const compare = comparing(place);
      const has = numbers ? (number) => numbers[number] !== null : () => true;
      const sorted = order.filter(has).sort((a, b) => direction * compare(a, b) || a - b);
      order = sorted.concat(order.filter((number) => !has(number)));
    }
    heads.forEach((head, number) => {
      if (number === place) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    asFilmed.hidden = place === null;
    body.replaceChildren(...order.map((number) => rows[number]));
  }

  function written(number, decimals, least) {
    const digits = (number < 0n ? -number : number).toString().padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
    let rest = digits.slice(digits.length - decimals);
    while (rest.length > least && rest.endsWith("0")) rest = rest.slice(0, -1);
    rest = rest.padEnd(least, "0");
    return (number < 0n ? "-" : "") + whole + (rest ? "." + rest : "");
  }

  function summed(place, shown, unpriced) {
    const { texts, numbers, decimals } = column(place);
    const { unit, decimals: least } = heads[place].dataset;
    const sum = shown.reduce((total, number) => total + (numbers[number] || 0n), 0n);
    const floor = unpriced || shown.some((number) => texts[number].includes(">="));
    const about = shown.some((number) => texts[number].includes("~"));
    return (floor ? ">= " : "") + (about ? "~ " : "") + written(sum, decimals, Number(least)) + " " + unit;
  }

  function tell() {
    const wanted = scene ? scene.value : "";
    const shown = [];
    rows.forEach((row, number) => {
      row.hidden = wanted !== "" && row.dataset.s !== wanted;
      if (!row.hidden) shown.push(number);
    });
    const unpriced = Number((scene ? scene.selectedOptions[0] : table).dataset.unpriced);
    const lines = shown.length.toLocaleString("en") + (shown.length === 1 ? " line" : " lines");
    const sums = heads.flatMap((head, place) =>
      head.dataset.kind === "amount" ? [summed(place, shown, unpriced > 0)] : []);
    const without = unpriced ? ", without " + unpriced + " not priced" : "";
    count.textContent = (shown.length ? lines + ": " + sums.join(", ") : "No line has a price") + without;
  }

  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () =>
      sort(place, head.getAttribute("aria-sort") === "ascending" ? -1 : 1));
  });
  asFilmed.addEventListener("click", () => sort(null, 1));
  if (scene) {
    scene.value = "";
    scene.addEventListener("change", tell);
  }
  document.getElementById("controls").hidden = false;
  table.classList.add("live");
  tell();
})();
