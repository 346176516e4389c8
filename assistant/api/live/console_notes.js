// The facilitator's notes for a case, and its clauses: read on demand, and put on the screen.

import { api } from "./api.js";
import { fillBlocks } from "./blocks.js";
import { able, at, button, el, refill, setText, show } from "./dom.js";
import { clauseBlocks } from "./console_words.js";

/** Clauses word for word, fetched once each; `arrived` is called when one has come. */
export class Clauses {
  #found = new Map();
  #arrived;

  constructor(arrived) {
    this.#arrived = arrived;
  }

  /** The clause of an id, or null while it is fetched. */
  get(id) {
    if (!this.#found.has(id)) {
      this.#found.set(id, null);
      api("GET", `/v1/clauses/${encodeURIComponent(id)}`).then(
        (clause) => {
          this.#found.set(id, clause);
          this.#arrived();
        },
        () => this.#found.delete(id),
      );
    }
    return this.#found.get(id);
  }
}

/** The notes of the case that is discussed, or of the one to come. */
export class Notes {
  #room;
  #clauses;

  constructor(room, clauses) {
    this.#room = room;
    this.#clauses = clauses;
  }

  update(told) {
    const number = caseAtHand(told);
    const scenario = told.scenarios[number];
    show(document.querySelector(".notes"), scenario !== undefined);
    if (!scenario) return;
    const { minutes = 0, steps = [], notes = [] } = scenario.facilitator ?? {};
    setText(at("notes-title"), `Notes on case ${number + 1}: ${scenario.title}`);
    setText(at("notes-minutes"), minutes ? `${minutes} minutes` : "");
    refill(at("notes-steps"), [number, steps], () =>
      steps.map((step) => el("li", {}, el("b", { text: `${step.minutes} min` }), ` ${step.text}`)),
    );
    show(at("notes-order"), steps.some(isVoteAfterTwist));
    refill(at("notes-list"), [number, notes], () => notes.map((text) => el("li", { text })));
    refill(at("notes-clauses"), [number, scenario.id], () => [
      ...this.#group("At its heart", scenario.central),
      ...this.#group("Brought in by the twist", scenario.twist.clauses),
      ...this.#group("Also related", scenario.related),
    ]);
    this.allow(!this.#room.busy);
  }

  allow(yes) {
    for (const shower of at("notes-clauses").querySelectorAll("button")) able(shower, yes && !this.#room.told.ended);
  }

  /** Fill in the clauses that have come. */
  fill() {
    for (const open of at("notes-clauses").querySelectorAll("details[open]")) this.#read(open);
  }

  #group(title, clauses) {
    return clauses.length ? [el("h3", { text: title }), ...clauses.map((clause) => this.#entry(clause))] : [];
  }

  #entry({ clause_id: id, label, code }) {
    const named = label.includes(code) ? label : `${code} · ${label}`;
    const text = el("div", { class: "said-there" }, el("p", { class: "quiet", text: "Fetching its words …" }));
    const shower = button("Put on the screen", () => this.#room.change("screen", { show: { kind: "clause", id } }), {
      "aria-label": `Put on the screen: ${named}`,
    });
    const entry = el("details", { "data-clause": id }, el("summary", { text: named }), text, el("div", { class: "row" }, shower));
    entry.addEventListener("toggle", () => entry.open && this.#read(entry));
    return entry;
  }

  #read(entry) {
    const clause = this.#clauses.get(entry.dataset.clause);
    if (clause) fillBlocks(entry.querySelector(".said-there"), clauseBlocks(clause));
  }
}

/** Whether a step of the notes has the vote after the twist, which a room has before it. */
function isVoteAfterTwist({ text }) {
  return /\btwist\b.*\bvote\b/i.test(text) && !/\bno vote\b/i.test(text);
}

/** The index of the case that the notes are for: before the first one that one, after the last one the last one. */
function caseAtHand({ room, plan }) {
  if (room.step.scenario !== null) return room.step.scenario;
  const before = plan.slice(0, room.step.index).findLast((step) => step.scenario !== null);
  return before?.scenario ?? 0;
}
