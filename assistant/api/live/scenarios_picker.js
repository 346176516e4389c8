// A list of names that is filled by typing one of those there are: clauses by label or id, topics by title.

import { button, el } from "./dom.js";

const plain = (name) => name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]/g, "");

/** The names of things: `all` has an id and a label for each. */
export class Names {
  constructor(all, datalist) {
    this.labels = new Map(all.map(({ id, label }) => [id, label]));
    this.ids = new Map(all.flatMap(({ id, label }) => [[plain(label), id], [plain(id), id]]));
    this.datalist = datalist.id;
    datalist.replaceChildren(...all.map(({ label }) => el("option", { value: label })));
  }

  /** The label of an id, or the id where there is none. */
  label(id) {
    return this.labels.get(id) ?? id;
  }

  /** The id that somebody means; undefined where there is none. */
  find(name) {
    return this.ids.get(plain(name));
  }
}

/**
 * A field that lists names. `id` is the id of its input, `chosen` the list that it fills in place, `changed` is called after a change
 * with what was added, and `node.refresh()` shows what was changed from elsewhere.
 */
export function picker({ id, label, what, names, chosen, changed, heard }) {
  const shown = el("ul", { class: "chosen", "aria-label": label });
  const input = el("input", { id, type: "text", list: names.datalist, autocomplete: "off" });
  const node = el("div", { class: "field" }, el("label", { for: id, text: label }), shown, el("div", { class: "adding" }, input, button(`Add`, add, { "aria-label": `Add ${what}: ${label}` })));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  input.addEventListener("change", () => names.find(input.value) && add());

  function add() {
    const found = names.find(input.value);
    if (!input.value.trim()) return;
    if (found === undefined) {
      heard(`There is no ${what} “${input.value.trim()}”.`);
      input.setCustomValidity(`There is no such ${what}.`);
      input.reportValidity();
      input.addEventListener("input", () => input.setCustomValidity(""), { once: true });
      return;
    }
    input.value = "";
    if (!chosen.includes(found)) chosen.push(found);
    changed(found);
    heard(`${names.label(found)} added: ${label}.`);
    node.refresh();
  }

  function remove(name) {
    chosen.splice(chosen.indexOf(name), 1);
    changed();
    heard(`${names.label(name)} removed: ${label}.`);
    node.refresh();
    input.focus();
  }

  node.refresh = () => {
    shown.replaceChildren(...chosen.map((name) => el("li", {}, el("span", { text: names.label(name) }), button("×", () => remove(name), { "aria-label": `Remove ${names.label(name)}: ${label}` }))));
  };
  node.refresh();
  return node;
}
