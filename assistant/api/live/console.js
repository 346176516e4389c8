// The console of a room: puts its parts together and tells each what the desk tells.

import { takeKeyFromAddress } from "./api.js";
import { Answers } from "./console_answers.js";
import { Ending } from "./console_ending.js";
import { Items, waitingWords } from "./console_items.js";
import { listenToKeys } from "./console_keys.js";
import { Clauses, Notes } from "./console_notes.js";
import { Room } from "./console_room.js";
import { Steps } from "./console_steps.js";
import { Times } from "./console_time.js";
import { Vote } from "./console_vote.js";
import { many, people, screenNow } from "./console_words.js";
import { fillBlocks } from "./blocks.js";
import { able, at, el, isIdle, setAttribute, setText, show } from "./dom.js";
import { askForKey, offerToForget } from "./key.js";

const HEARD_EVERY = 10_000;
const CONNECTIONS = { live: "connected", polling: "connected, slowly", lost: "no connection" };

takeKeyFromAddress();
const room = new Room(decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1)), {
  changed,
  counted,
  said,
  busy,
  connected,
  refused,
});
const clauses = new Clauses(() => {
  notes.fill();
  steps.updateComing();
});
const steps = new Steps(room, clauseByLabel, said);
const vote = new Vote(room, said);
const notes = new Notes(room, clauses);
const answers = new Answers(room, said);
const items = new Items(room, (text) => answers.ask(text));
const ending = new Ending(room, said);
const times = new Times(room);
const parts = [steps, vote, notes, answers, items, ending];
let heard = "";

at("show-join").addEventListener("click", () => isIdle(at("show-join")) || room.change("screen", { show: { kind: "join" } }));
at("take-off").addEventListener("click", () => isIdle(at("take-off")) || room.change("screen", { show: null }));
document.addEventListener("click", leaveIdleAlone, true);
setInterval(hear, HEARD_EVERY);
at("steps-part").open = matchMedia("(min-width: 640px)").matches;
listenToKeys({ turn: (by) => steps.turn(by), results: () => vote.showResultsByKey(), pause: () => steps.pause() });
offerToForget(at("forget"));
room.follow();

function changed(told) {
  show(at("main"), true);
  setText(at("title"), told.room.title);
  document.title = `${told.room.title} · Console`;
  if (told.ended && !document.body.classList.contains("ended"))
    for (const column of document.querySelectorAll(".column")) column.scrollTop = 0;
  document.body.classList.toggle("ended", told.ended !== null);
  const held = document.activeElement;
  const section = held.closest("section, nav");
  for (const part of parts) part.update(told);
  const [what, blocks] = screenNow(told);
  setText(at("screen-what"), what);
  fillBlocks(at("screen-now"), blocks);
  allowScreen(!room.busy);
  times.tick();
  counted(told.counts);
  // What had the focus may be gone; it goes to the heading beside it, not to the top of the page.
  const moved = ![held, document.body].includes(document.activeElement);
  if (section && !moved && held.getClientRects().length === 0) focusOn(section.querySelector("h2"));
}

function focusOn(heading) {
  heading.tabIndex = -1;
  heading.focus();
}

function counted(counts) {
  setText(at("people"), String(counts.people));
  vote.updateCounts(room.told);
}

function busy(yes) {
  if (!room.told) return;
  for (const part of parts) part.allow(!yes);
  allowScreen(!yes);
}

function allowScreen(yes) {
  const { room: now, ended } = room.told;
  able(at("show-join"), yes && !ended && now.shown?.kind !== "join");
  able(at("take-off"), yes && now.shown !== null);
}

function said(text) {
  setText(at("said"), text);
}

function connected(state) {
  setText(at("connection"), CONNECTIONS[state]);
  setAttribute(at("connection"), "class", state);
  const lost = "No connection; the room stays where it is.";
  if (state === "lost") said(lost);
  else if (at("said").textContent === lost) said("Connected again.");
}

function refused(problem) {
  if (problem.wantsKey) {
    askForKey(problem, () => {
      offerToForget(at("forget"));
      room.follow();
    });
    return;
  }
  setText(at("connection"), "nothing here");
  said(problem.message);
}

/** The words for people who hear the page, at most every ten seconds and only when something has changed. */
function hear() {
  const { told } = room;
  if (!told || told.ended) return;
  const counts = [people(told.counts.people), told.room.vote ? many(told.counts.votes, "vote") : "", waitingWords(told)];
  const words = counts.filter(Boolean).join(", ");
  if (words !== heard) setText(at("heard"), words);
  heard = words;
}

function clauseByLabel(label) {
  const step = room.told.plan[room.told.room.step.index + 1];
  const scenario = room.told.scenarios[step?.scenario ?? 0];
  const found = [...scenario.central, ...scenario.twist.clauses].find((clause) => clause.label === label);
  return found ? clauses.get(found.clause_id) : null;
}

/** A button that waits for a command keeps the focus, but a click on it does nothing. */
function leaveIdleAlone(event) {
  const pressed = event.target.closest("button");
  if (!pressed || !isIdle(pressed)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
