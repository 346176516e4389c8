// How long: in this step, in this part against the minutes planned for it, and in all. Counted on from the desk's own clock.

import { at, el, keep, setText, show } from "./dom.js";
import { clock } from "./console_words.js";

/** The clocks of a room, which go on by themselves. */
export class Times {
  #room;

  constructor(room) {
    this.#room = room;
    setInterval(() => this.tick(), 1000);
  }

  tick() {
    if (!this.#room.told) return;
    keep(
      at("times"),
      rows(this.#room.told, this.#room.elapsed),
      (row) => row.name,
      makeRow,
      (node, row) => {
        setText(node.querySelector("dt"), row.title);
        setText(node.querySelector(".clock"), clock(row.seconds));
        setText(node.querySelector(".of"), row.planned ? ` of ${row.planned} min` : "");
        const over = row.planned ? row.seconds - row.planned * 60 : 0;
        setText(node.querySelector(".over"), over >= 1 ? `over time by ${clock(over)}` : "");
        show(node.querySelector(".over"), over >= 1);
      },
    );
  }
}

function rows(told, elapsed) {
  const { room, times, ended } = told;
  const part = ended ? "" : room.paused ? "break" : partOf(room.step);
  const timed = times.map((time) => ({ ...time, seconds: time.seconds + (time.part === part ? elapsed : 0) }));
  const current = timed.find((time) => time.part === part);
  const spent = timed.filter((time) => time.part !== "break");
  const here = (Date.parse(told.now) - Date.parse(told.entered)) / 1000 + elapsed;
  return [
    ended ? null : { name: "step", title: room.paused ? "This break" : "This step", seconds: here, planned: 0 },
    current && part !== "break" ? { name: "part", title: "This part", seconds: current.seconds, planned: current.planned_minutes } : null,
    {
      name: "all",
      title: "In all, breaks aside",
      seconds: sum(spent, (time) => time.seconds),
      planned: sum(spent, (time) => time.planned_minutes),
    },
  ].filter(Boolean);
}

function partOf(step) {
  if (step.scenario !== null) return `scenario ${step.scenario + 1}`;
  return ["opening", "closing"].includes(step.kind) ? step.kind : "";
}

function sum(times, of) {
  return times.reduce((total, time) => total + of(time), 0);
}

function makeRow() {
  return el("div", {}, el("dt"), el("dd", {}, el("span", { class: "clock" }), el("span", { class: "of" }), el("span", { class: "over" })));
}
