// The panel of suggested clauses: for the story, or for one option, word for word, with a button for each place a clause can take.

import { api } from "./api.js";
import { at, button, el, refill, setText, show } from "./dom.js";
import { focusField } from "./scenarios_faults.js";

const STORY = [["central", "Central"], ["related", "Related"]];
const OPTION = [["speaks_for", "Speaks for it"], ["speaks_against", "Speaks against it"]];
const FEWEST_WORDS = 4;

/**
 * The panel over a draft: `changed(field)` is called when a clause was put somewhere or taken away, `refused` is told of a Problem.
 *
 * Gives `story()`, which looks for the story again, `option(place)`, which looks for an option, and `refresh()`.
 */
export function suggestionsPanel(draft, { changed, refused, heard }) {
  let place = null;
  let asked = 0;
  let shown = [];

  async function look() {
    const text = place === null ? draft.story : `${draft.options[place].text}`;
    const turn = (asked += 1);
    setText(at("suggested-title"), place === null ? "Suggested for the story" : `Suggested for option ${place + 1}`);
    show(at("back-to"), place !== null);
    if (text.split(/\s+/).filter(Boolean).length < FEWEST_WORDS) {
      shown = [];
      setText(at("suggested-for"), place === null ? "Write the story, and clauses that may bear on it are shown here." : "Write what one could do first.");
      return refresh();
    }
    try {
      const { suggestions } = await api("POST", "/v1/own-scenarios/suggestions", { text, limit: 10 });
      if (turn !== asked) return undefined;
      shown = suggestions;
      setText(at("suggested-for"), "Found by likeness. Read the words and judge for yourself; some do not bear on it, and others are missing.");
      return refresh();
    } catch (error) {
      return refused(error);
    }
  }

  function lists() {
    return place === null ? draft : draft.options[place] ?? {};
  }

  function put(clause, field) {
    const names = lists()[field];
    const other = lists()[{ central: "related", related: "central", speaks_for: "speaks_against", speaks_against: "speaks_for" }[field]];
    if (names.includes(clause.id)) {
      names.splice(names.indexOf(clause.id), 1);
      heard(`${clause.label} taken away.`);
    } else {
      names.push(clause.id);
      if (other.includes(clause.id)) other.splice(other.indexOf(clause.id), 1);
      if (place !== null && !draft.central.includes(clause.id) && !draft.related.includes(clause.id)) draft.related.push(clause.id);
      heard(`${clause.label} added.`);
    }
    changed(place === null ? field : `options.${place}.${field}`);
    refresh();
  }

  function refresh() {
    if (place !== null && !draft.options[place]) place = null;
    const buttons = place === null ? STORY : OPTION;
    refill(at("suggestions"), [place, shown], () => shown.map((clause) => suggestion(clause, buttons)));
    for (const node of at("suggestions").querySelectorAll("button")) {
      node.setAttribute("aria-pressed", String(lists()[node.dataset.field].includes(node.dataset.clause)));
    }
  }

  function suggestion(clause, buttons) {
    const id = `g-${clause.id}`;
    const words = clause.stem ? [el("span", { class: "stem", text: clause.stem }), " ", clause.quote] : [clause.quote];
    return el(
      "li", {},
      el("h3", { id }, clause.label, " ", el("span", { class: "tag", text: `perhaps ${clause.grade}` })),
      el("blockquote", {}, ...words),
      el("div", { class: "row" }, ...buttons.map(([field, text]) => button(text, () => put(clause, field), { about: id, "data-field": field, "data-clause": clause.id, "aria-pressed": "false" }))),
    );
  }

  at("for-story").onclick = () => {
    place = null;
    look();
  };
  at("back-to").onclick = () => focusField(`options.${place}.text`);
  return {
    refresh,
    story: () => (place === null ? look() : undefined),
    option: async (chosen) => {
      place = chosen;
      await look();
      at("suggested").scrollTop = 0;
      at("suggested-title").scrollIntoView({ block: "nearest" });
      at("suggested-title").focus({ preventScroll: true });
    },
  };
}
