// Where the room is, what comes next, and every step to jump to.

import { fillBlocks } from "./blocks.js";
import { able, at, button, el, isIdle, keep, setAttribute, setText, show } from "./dom.js";
import { stepBlocks } from "./console_words.js";
import { secondPress } from "./second-press.js";

const PARTS = { join: "Before", opening: "Opening", closing: "Closing", end: "Afterwards" };

/** The part of the page that drives the room through its steps; `clauses` finds clauses by their label, `say` tells what is to be heard. */
export class Steps {
  #room;
  #clauses;
  #say;
  #early = secondPress();

  constructor(room, clauses, say) {
    this.#room = room;
    this.#clauses = clauses;
    this.#say = say;
    at("next").addEventListener("click", () => this.turn(1));
    at("back").addEventListener("click", () => this.turn(-1));
    at("pause").addEventListener("click", () => this.pause());
    at("skip-twist").addEventListener("click", () => this.#to(afterCase(this.#room.told)));
  }

  /** Go one on (1) or back (-1), as the screen itself does: through what is over the step, then out of a break, then to the next step. */
  turn(by) {
    const { room, plan, ended } = this.#room.told;
    if (ended) return;
    const index = room.step.index + by;
    if (room.shown) this.#room.change("screen", { show: pageAfter(room.shown, by) });
    else if (room.paused) this.#room.change("pause", { paused: false });
    else if (index >= 0 && index < plan.length) this.#to(index);
  }

  /** Begin a break, or go on. */
  pause() {
    if (!isIdle(at("pause"))) this.#room.change("pause", { paused: !this.#room.told.room.paused });
  }

  update(told) {
    const { room, plan, ended } = told;
    const { step } = room;
    setText(at("where"), where(told));
    setText(at("step"), ended ? "The room has ended" : room.paused ? `Break, at: ${step.title}` : step.title);
    setText(at("case-title"), step.scenario === null ? "" : told.scenarios[step.scenario].title);
    setText(at("next-title"), nextWords(room, plan));
    setText(at("pause"), room.paused ? "Go on" : "Break");
    setAttribute(at("pause"), "aria-pressed", String(room.paused));
    this.#updateSkip(told);
    this.allow(!this.#room.busy);
    this.#updateList(told);
    this.updateComing();
  }

  /** Let the buttons work, as far as there is something for them to do. */
  allow(yes) {
    const { room, plan, ended } = this.#room.told;
    const running = yes && !ended;
    const over = room.shown !== null || room.paused;
    able(at("next"), running && (over || room.step.index + 1 < plan.length));
    able(at("back"), running && (over || room.step.index > 0));
    able(at("pause"), running);
    able(at("skip-twist"), running);
    for (const step of at("steps").querySelectorAll("button")) able(step, running);
  }

  /** The preview of the next step, again when a clause has come. */
  updateComing() {
    const { room, plan, ended } = this.#room.told;
    const next = ended ? undefined : plan[room.step.index + 1];
    if (!next) {
      fillBlocks(at("coming"), [{ p: "Nothing; this is the last step." }]);
      return;
    }
    const blocks = stepBlocks(next, this.#room.told, this.#clauses);
    const title = next.kind === "story" ? `${next.title}: ${this.#room.told.scenarios[next.scenario].title}` : next.title;
    // A clause brings its own heading.
    fillBlocks(at("coming"), blocks[0].quote === undefined ? [{ head: title }, ...blocks] : blocks);
  }

  #to(index) {
    if (index === null) return;
    const { room, plan, counts } = this.#room.told;
    const early = plan[index].kind === "movement" && plan[index].scenario === room.step.scenario ? this.#early(room, counts) : "";
    if (early) this.#say(early);
    else this.#room.change("moves", { to: index });
  }

  #updateSkip(told) {
    const target = afterCase(told);
    show(at("skip-twist"), target !== null);
    if (target === null) return;
    const { scenario, kind } = told.plan[target];
    const goal = scenario !== null ? `case ${scenario + 1}` : kind === "closing" ? "the closing" : "the end";
    setText(at("skip-twist"), told.room.step.kind === "consultation" ? `Skip the twist, to ${goal}` : `Skip ahead to ${goal}`);
  }

  #updateList(told) {
    keep(
      at("steps"),
      parts(told),
      (part) => part.key,
      makePart,
      (node, part) => {
        keep(
          node.querySelector("ol"),
          part.steps,
          (step) => step.index,
          (step) =>
            el(
              "li",
              {},
              button(step.title, () => this.#jump(step.index)),
            ),
          (item, step) => {
            setAttribute(item.firstChild, "aria-current", step.index === told.room.step.index ? "step" : false);
          },
        );
      },
    );
  }

  #jump(index) {
    if (index !== this.#room.told.room.step.index) this.#to(index);
  }
}

function where({ room, plan }) {
  const { step } = room;
  const place = `Step ${step.index + 1} of ${plan.length}`;
  return room.case ? `Case ${room.case.number} of ${room.case.of} · ${place}` : place;
}

/** What the screen shows over the step after one turn: another page of the answer, or nothing. */
function pageAfter({ kind, id, page, answer }, by) {
  const next = page + by;
  return kind === "answer" && next >= 0 && next < answer.pages.length ? { kind, id, page: next } : null;
}

function nextWords({ shown, paused, step }, plan) {
  if (shown) return pageAfter(shown, 1) ? "next page of the answer" : "take it off the screen";
  if (paused) return "end the break";
  return plan[step.index + 1]?.title ?? "nothing more";
}

/** The index of the first step after the case that is discussed; null outside the cases. */
function afterCase({ room, plan }) {
  if (room.step.scenario === null) return null;
  return plan.find((step) => step.index > room.step.index && step.scenario !== room.step.scenario)?.index ?? null;
}

function parts({ plan, scenarios }) {
  const found = [];
  for (const step of plan) {
    const key = step.scenario === null ? step.kind : `case ${step.scenario}`;
    if (found.at(-1)?.key !== key)
      found.push({
        key,
        title: step.scenario === null ? PARTS[step.kind] : `${step.scenario + 1}. ${scenarios[step.scenario].title}`,
        steps: [],
      });
    found.at(-1).steps.push(step);
  }
  return found;
}

function makePart(part) {
  const id = `part-${part.key.replace(" ", "-")}`;
  return el("section", { "aria-labelledby": id }, el("h3", { id, text: part.title }), el("ol", { class: "plain" }));
}
