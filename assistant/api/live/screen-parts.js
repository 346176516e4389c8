// The parts of slides. Every text is set as text, never as markup.

/** An element: `el("p.note", "text", child, …)`; what is null is left out. */
export function el(what, ...children) {
  const [name, ...classes] = what.split(".");
  const made = document.createElement(name);
  if (classes.length) made.className = classes.join(" ");
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Text that may be cut between sentences where it must go on another page. */
export function text(kind, words) {
  const made = el(kind, words);
  made.dataset.cut = "";
  return made;
}

export const paragraphs = (kind, words) => words.split(/\n+/).filter(Boolean).map((one) => text(kind, one));
export const spaced = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;
export const many = (n, one, more) => `${n} ${n === 1 ? one : more}`;
const labels = (refs) => refs.map((ref) => ref.label).join(", ");

/** The words of a clause, the code's own opening of it before, and where it stands after. */
export function clause(found) {
  return [
    found.stem ? el("p.stem", found.stem) : null,
    ...paragraphs("p.quote", found.text),
    el("p.where.small", `${found.code} · ${found.section}`),
  ].filter(Boolean);
}

/** A way to act with its letter, and whatever belongs under it or beside it. */
export function way(option, under = [], ...beside) {
  return el("div.way", el("span.letter", option.letter), el("div", el("p", option.text), under), beside);
}

/** The names of the clauses that speak for a way to act, and of those that speak against it. */
export function reasons(option) {
  const told = [
    option.speaks_for.length ? `For: ${labels(option.speaks_for)}` : "",
    option.speaks_against.length ? `Against: ${labels(option.speaks_against)}` : "",
  ].filter(Boolean);
  return told.length ? el("p.small.reasons", told.join(" — ")) : null;
}

function bar(name, result, option, kind, more = "") {
  const count = result.counts[option.id] ?? 0;
  const percent = result.votes ? Math.round((100 * count) / result.votes) : 0;
  const filled = el(kind);
  filled.style.width = `${percent}%`;
  const track = el("span.track", filled);
  track.setAttribute("aria-hidden", "true");
  return [name ? el("span", name) : null, track, el("span.number", `${count} (${percent}%)`, more)];
}

/** The bar of one vote for one option. */
export const outcome = (result, option) => el("div.bars.single", bar("", result, option, "span.filled"));

/** Both votes for one option, and how many votes it gained or lost. */
export function change(first, second, option) {
  const by = (second.counts[option.id] ?? 0) - (first.counts[option.id] ?? 0);
  const told = by > 0 ? ` ▲ ${by} more` : by < 0 ? ` ▼ ${-by} fewer` : " = as many";
  return el(
    "div.bars",
    bar("1st", first, option, "span.filled.before"),
    bar("2nd", second, option, "span.filled", el("b", told)),
  );
}
