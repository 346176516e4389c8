// Hides the cases that do not match; without scripts every case stays in view.
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const cases = [...document.querySelectorAll(".case")];
  const texts = new Map();
  const text = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  const apply = () => {
    const { data, category, missed, words } = Object.fromEntries(new FormData(form));
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of cases) {
      const of = entry.dataset;
      const misses = of.missed.split("|");
      const fits =
        (!data || of.data === data) &&
        (!category || of.category === category) &&
        (!missed || misses.includes(missed)) &&
        wanted.every((word) => text(entry).includes(word));
      entry.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${cases.length} cases shown`;
  };
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
