// The vote: how many have voted, never how, and the button that shows the outcome and ends it.

import { fillBlocks } from "./blocks.js";
import { able, at, isIdle, setText, show } from "./dom.js";
import { many, people, resultBlocks } from "./console_words.js";
import { secondPress } from "./second-press.js";

const NAMES = { 1: "first", 2: "second" };
const FEWEST = 5;

/** The part of the page about the votes of the case that is discussed. */
export class Vote {
  #room;
  #say;
  #early = secondPress();

  constructor(room, say) {
    this.#room = room;
    this.#say = say;
    at("results").addEventListener("click", () => this.showResults());
  }

  /** Show the outcome of the vote at hand and end it; nothing where there is none. */
  showResults() {
    const round = waitingRound(this.#room.told);
    if (round !== null && !isIdle(at("results"))) this.#room.change("results", { scenario: this.#room.told.room.step.scenario, round });
  }

  /** The same by a key, which is pressed by mistake more easily than the button. */
  showResultsByKey() {
    const { room, counts } = this.#room.told;
    const early = waitingRound(this.#room.told) === null ? "" : this.#early(room, counts);
    if (early) this.#say(early);
    else this.showResults();
  }

  allow(yes) {
    able(at("results"), yes);
  }

  update(told) {
    const { room } = told;
    const round = waitingRound(told);
    show(at("vote"), room.step.scenario !== null && (room.vote !== null || round !== null || room.results.length > 0));
    show(at("vote-act"), round !== null);
    show(at("vote-state"), room.vote !== null);
    fillBlocks(
      at("vote-results"),
      room.results.flatMap((result) => resultBlocks(result, room.case?.options ?? [])),
    );
    if (round !== null)
      setText(at("results"), room.vote ? "Show results and end the vote" : `Show the outcome of the ${NAMES[round]} vote`);
    this.allow(!this.#room.busy);
    this.updateCounts(told);
  }

  updateCounts({ room, counts }) {
    if (room.vote) setText(at("vote-state"), stateOf(room, counts));
    setText(at("results-means"), meaning(room, counts));
  }
}

function stateOf(room, counts) {
  if (room.vote.open) return `${many(counts.votes, "vote")} of ${people(counts.people)}; the vote is open.`;
  return room.paused ? "The vote waits for the end of the break." : "The vote is over.";
}

function meaning(room, counts) {
  if (!room.vote) return "The screen then shows it, and nobody can vote in it again.";
  const few = counts.votes < FEWEST ? ` With fewer than ${FEWEST} votes only their number is shown.` : "";
  return `Everybody sees the outcome, and nobody can vote in this round any more.${few}`;
}

/** The round that a press of the button would end: the one at hand, or else one that was passed without its outcome; null for none. */
function waitingRound({ room, plan, ended }) {
  // Once it has been told how the room moved, there is nothing left to be shown.
  if (ended || room.step.scenario === null || room.movement !== null) return null;
  const reached = plan.slice(0, room.step.index + 1).filter((step) => step.scenario === room.step.scenario);
  const passed = [1, 2].filter((round) => reached.some((step) => step.kind === (round === 1 ? "first_vote" : "second_vote")));
  const waiting = passed.filter((round) => !room.results.some((result) => result.round === round));
  return room.vote ? (waiting.find((round) => round === room.vote.round) ?? null) : (waiting.at(-1) ?? null);
}
