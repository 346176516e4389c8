// The fields of the editor: built over a draft, which they change in place.

import { at, button, el, setText } from "./dom.js";
import { picker } from "./scenarios_picker.js";
import { STORY_WORDS, WHO, countWords, newConsultation, newOption, newStep, total } from "./scenarios_model.js";

/** The id of the element of a field such as "options.0.text". */
export function idOf(field) {
  return `f-${field.replaceAll(".", "-")}`;
}

/**
 * Build the form of a draft.
 *
 * `clauses` and `topics` are Names; `changed` is called after each change; `heard` tells a reader what has happened; `suggest` is asked
 * for clauses for an option. Gives a function that shows clause lists anew after they were changed from elsewhere.
 */
export function buildForm(draft, { clauses, topics, changed, heard, suggest }) {
  const pickers = new Map();

  function textField(field, label, part, name, { rows = 0, under } = {}) {
    const id = idOf(field);
    const input = el(rows ? "textarea" : "input", { id, rows: rows || false, type: rows ? false : "text", on: { input: () => { part[name] = input.value; changed(field); } } });
    input.value = part[name];
    return el("div", { class: "field" }, el("label", { for: id, text: label }), input, under);
  }

  function clauseField(field, label, list) {
    const node = picker({ id: idOf(field), label, what: "clause", names: clauses, chosen: list, heard, changed: (added) => {
      if (added && field !== "central" && field !== "related") alsoRelated(added);
      if (added) onceOnly(field, added);
      changed(field);
    } });
    pickers.set(field, node);
    return node;
  }

  // What an option rests on has to be on the list of the case; related is the lesser claim.
  function alsoRelated(clause) {
    if (draft.central.includes(clause) || draft.related.includes(clause)) return;
    draft.related.push(clause);
    refresh();
  }

  function onceOnly(field, clause) {
    const other = { central: draft.related, related: draft.central }[field];
    if (!other?.includes(clause)) return;
    other.splice(other.indexOf(clause), 1);
    refresh();
  }

  function refresh() {
    for (const node of pickers.values()) node.refresh();
  }

  /** A list of entries that can be added to and removed from; each change builds it anew. */
  function repeated(field, name, entries, make, blank) {
    const node = el("div", { id: idOf(field), tabindex: "-1", role: "group", "aria-label": `${name}s` });
    const fill = () => {
      for (const key of [...pickers.keys()].filter((key) => key.startsWith(`${field}.`))) pickers.delete(key);
      node.replaceChildren(...entries.map(entry), button(`Add ${/^[aeio]/i.test(name) ? "an" : "a"} ${name.toLowerCase()}`, add));
    };
    const entry = (value, place) => {
      const remove = button(`Remove ${name.toLowerCase()} ${place + 1}`, () => {
        entries.splice(place, 1);
        fill();
        changed(field);
        heard(`${name} ${place + 1} removed.`);
        node.lastChild.focus();
      });
      const [fields, ...acts] = make(value, place);
      const id = idOf(`${field}.${place}`);
      // An entry that is nothing but one text is that text: its field has the id.
      const single = fields.some((node) => node.querySelector(`#${id}`));
      return el("fieldset", { class: "entry", id: !single && id, tabindex: "-1" }, el("legend", { text: `${name} ${place + 1}` }), ...fields, el("div", { class: "row" }, ...acts, remove));
    };
    function add() {
      entries.push(blank());
      fill();
      changed(field);
      node.querySelector("fieldset:last-of-type :is(input, textarea, select)").focus();
    }
    fill();
    return node;
  }

  function section(title, ...children) {
    const id = `s-${title.toLowerCase().replaceAll(" ", "-")}`;
    return el("section", { class: "panel", "aria-labelledby": id }, el("h2", { id, text: title }), ...children);
  }

  function storyField() {
    const counted = el("p", { class: "under", id: "story-words" });
    const count = () => setText(counted, `${countWords(draft.story)} words; a story has ${STORY_WORDS[0]} to ${STORY_WORDS[1]}, and is read aloud.`);
    const node = textField("story", "Story", draft, "story", { rows: 9, under: counted });
    node.querySelector("textarea").addEventListener("input", count);
    count();
    return node;
  }

  function option(value, place) {
    const fields = [
      textField(`options.${place}.text`, "What one could do", value, "text", { rows: 2 }),
      clauseField(`options.${place}.speaks_for`, "Clauses that speak for it", value.speaks_for),
      clauseField(`options.${place}.speaks_against`, "Clauses that speak against it", value.speaks_against),
    ];
    return [fields, button(`Suggest clauses for option ${place + 1}`, () => suggest(place))];
  }

  function consultation(value, place) {
    const id = idOf(`consult.${place}.who`);
    const who = el("select", { id, on: { change: () => { value.who = who.value; changed(`consult.${place}.who`); } } });
    const known = { ...(value.who in WHO ? {} : { [value.who]: value.who || "Choose" }), ...WHO };
    who.append(...Object.entries(known).map(([name, label]) => el("option", { value: name, text: label })));
    who.value = value.who;
    return [[
      el("div", { class: "field" }, el("label", { for: id, text: "With whom" }), who),
      textField(`consult.${place}.why`, "Why", value, "why", { rows: 2 }),
      clauseField(`consult.${place}.clauses`, "Clauses that the reason rests on", value.clauses),
    ]];
  }

  function step(value, place) {
    const id = idOf(`facilitator.steps.${place}.minutes`);
    const input = el("input", { id, type: "number", min: "1", max: "999", step: "1", inputmode: "numeric", on: { input: () => { value.minutes = Math.trunc(Number(input.value)) || 0; changed(`facilitator.steps.${place}.minutes`); } } });
    input.value = value.minutes || "";
    return [[
      textField(`facilitator.steps.${place}.text`, "What happens", value, "text", { rows: 2 }),
      el("div", { class: "field minutes" }, el("label", { for: id, text: "Minutes" }), input),
    ]];
  }

  // A list of texts: the field changes the text in its place.
  const line = (field, label) => (_, place) => {
    const texts = list(field);
    const part = { get text() { return texts[place]; }, set text(words) { texts[place] = words; } };
    return [[textField(`${field}.${place}`, label, part, "text", { rows: 2 })]];
  };
  const list = (field) => (field === "prompts" ? draft.prompts : draft.facilitator.notes);

  at("case").append(
    textField("title", "Title", draft, "title"),
    storyField(),
    picker({ id: idOf("topics"), label: "Topics", what: "topic", names: topics, chosen: draft.topics, heard, changed: () => changed("topics") }),
    clauseField("central", "Central clauses", draft.central),
    clauseField("related", "Related clauses", draft.related),
  );
  const minutes = el("p", { class: "quiet", id: idOf("facilitator.minutes"), tabindex: "-1" });
  at("parts").append(
    section("Prompts", el("p", { class: "quiet", text: "What the room talks about: 3 or 4 questions." }), repeated("prompts", "Prompt", draft.prompts, line("prompts", "Question"), () => "")),
    section("Options", el("p", { class: "quiet", text: "What the room votes on: 3 or 4 ways to act, none of them right by itself." }), repeated("options", "Option", draft.options, option, newOption)),
    section("Consultation", repeated("consult", "Consultation", draft.consult, consultation, newConsultation)),
    section("Twist", textField("twist.text", "News that changes the case", draft.twist, "text", { rows: 2 }), clauseField("twist.clauses", "Clauses that it brings to the fore", draft.twist.clauses)),
    section("Facilitator", minutes, repeated("facilitator.steps", "Step", draft.facilitator.steps, step, newStep)),
    section("Notes", el("p", { class: "quiet", text: "What to look out for; the room does not see it." }), repeated("facilitator.notes", "Note", draft.facilitator.notes, line("facilitator.notes", "Note"), () => "")),
  );
  return () => {
    refresh();
    setText(minutes, `${total(draft)} minutes in all.`);
  };
}
