// The room as the desk last told it, and the one way to change it: a command that says which version it was given for.

import { api } from "./api.js";
import { stream } from "./stream.js";

const ANSWER_PATIENCE = 90_000;
const MOVED_ON = "The room had changed in the meantime; nothing was done. This is how it stands now.";
const REACHED = "The connection broke, but the room had moved: this is how it stands now.";
const NOT_REACHED = "The connection broke. The room stays where it was; you can press again.";
const STAYS = "No connection; the room stays where it is.";

/** A room to follow and to drive; `heard` has: changed(console), counted(counts), said(text), busy(yes), connected(state), refused(problem). */
export class Room {
  #path;
  #heard;
  #busy = false;
  #stop = () => {};

  constructor(id, heard) {
    this.#path = `/v1/rooms/${encodeURIComponent(id)}`;
    this.#heard = heard;
    this.told = null;
    this.since = 0;
  }

  /** Whether a command is under way; others are not taken until it is over. */
  get busy() {
    return this.#busy;
  }

  /** Seconds since the room was told last, to count times on from there; none pass in a room that has ended. */
  get elapsed() {
    return this.told.ended ? 0 : (performance.now() - this.since) / 1000;
  }

  /** Follow the room, with the key that is kept now. */
  follow() {
    this.#stop();
    this.#stop = stream(`${this.#path}/events`, {
      on: { console: (told) => this.take(told), counts: (counts) => this.#count(counts), ended: () => this.#reread().catch(() => {}) },
      poll: () => this.#reread(),
      state: (state) => this.#heard.connected(state),
      refused: (problem) => this.#heard.refused(problem),
    });
  }

  /** Take what the desk tells, unless something newer has been told: replies and events may overtake each other. */
  take(told) {
    const known = this.told;
    if (
      known &&
      (told.room.version < known.room.version || (told.room.version === known.room.version && Date.parse(told.now) < Date.parse(known.now)))
    )
      return;
    this.told = told;
    this.since = performance.now();
    this.#heard.changed(told);
  }

  /** Change the room; `body` says how, the version that it was meant for is added. Gives whether it was done. */
  change(action, body) {
    return this.#command(action, body, true);
  }

  /** Do what does not depend on where the room stands. Gives whether it was done. */
  send(action, body, options) {
    return this.#command(action, body, false, options);
  }

  /** Put a question to the desk; answers take longer than other commands. */
  ask(question) {
    return this.send("answers", { question }, { patience: ANSWER_PATIENCE });
  }

  async #command(action, body, versioned, options, again = true) {
    if (this.#busy) return false;
    const before = this.told;
    this.#setBusy(true);
    this.#heard.said("");
    try {
      this.take(await api("POST", `${this.#path}/${action}`, versioned ? { ...body, seen: before.room.version } : body, options));
      return true;
    } catch (problem) {
      const unchanged = await this.#recover(problem, before);
      if (!(versioned && again && unchanged && problem.slug === "room-changed")) return false;
    } finally {
      this.#setBusy(false);
    }
    return this.#command(action, body, versioned, options, false);
  }

  /** Find out how the room stands after a command that failed; gives whether what the facilitator saw of its course still holds. */
  async #recover(problem, before) {
    if (problem.wantsKey) {
      this.#heard.refused(problem);
      return false;
    }
    const lost = problem.status === 0;
    if (!lost && problem.slug !== "room-changed") {
      this.#heard.said(problem.message);
      return false;
    }
    try {
      await this.#reread();
    } catch (second) {
      this.#heard.said(second.status === 0 ? STAYS : second.message);
      return false;
    }
    const same = course(this.told) === course(before);
    // A question from the room changes the version too. Where only that happened, the command is given once more, unseen.
    if (!lost) this.#heard.said(same ? "" : MOVED_ON);
    else this.#heard.said(this.told.room.version > before.room.version && !same ? REACHED : NOT_REACHED);
    return same;
  }

  async #reread() {
    this.take(await api("GET", this.#path));
  }

  #count(counts) {
    if (!this.told) return;
    this.told = { ...this.told, counts };
    this.#heard.counted(counts);
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.#heard.busy(busy);
  }
}

/** What a facilitator looks at before pressing a button: where the room stands, what is over it, and which votes are over. */
function course({ ended, room }) {
  return JSON.stringify([ended, room.paused, room.step.index, room.shown?.kind, room.shown?.id, room.shown?.page, room.results, room.vote]);
}
