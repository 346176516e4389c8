// The facilitator's start: rooms that there are, and a new one.

import { api, download, takeKeyFromAddress } from "./api.js";
import { able, at, isIdle, setText, show } from "./dom.js";
import { askForKey, offerToForget } from "./key.js";
import { Choice } from "./start_choice.js";
import { Rooms } from "./start_rooms.js";

const CREDIT = "CCMC-CE";
const CHOICE = "(pending or approved)";

takeKeyFromAddress();
const rooms = new Rooms(said, refused);
const choice = new Choice(said);
at("make").addEventListener("submit", (event) => {
  event.preventDefault();
  make();
});
// Enter in the search is no wish for a room.
document.querySelector(".choosing").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});
at("deck").addEventListener("click", saveDeck);
load();

async function load() {
  offerToForget(at("forget"));
  try {
    await rooms.load();
    showCredit();
    await choice.load();
  } catch (problem) {
    refused(problem);
  }
}

async function make() {
  if (isIdle(at("go")) || isNothingChosen()) return;
  const body = {
    title: at("title").value.trim() || undefined,
    scenarios: choice.ids,
    opening: at("opening").checked,
    closing: at("closing").checked,
    approval: at("approved").checked ? "approved" : "pending",
  };
  await working(at("go"), "Making the room …", async () => {
    const { id } = await api("POST", "/v1/rooms", body);
    location.assign(`/live/console/${encodeURIComponent(id)}`);
  });
}

async function saveDeck() {
  if (isIdle(at("deck")) || isNothingChosen()) return;
  await working(at("deck"), "Making the slides …", async () => {
    await download("POST", "/v1/scenarios/deck", { scenarios: choice.ids }, "scenarios.pptx");
    said("The slides are ready: see your downloads.");
  });
}

async function working(pressed, words, act) {
  able(pressed, false);
  said(words);
  try {
    await act();
  } catch (problem) {
    refused(problem);
  } finally {
    able(pressed, true);
  }
}

function isNothingChosen() {
  if (choice.ids.length) return false;
  said("Choose at least one case first.");
  at("search").focus();
  return true;
}

/** What the slide deck says of the credit, word for word; without it the choice is there all the same. */
async function showCredit() {
  try {
    const clause = await api("GET", `/v1/clauses/${CREDIT}`);
    setText(at("credit"), sentenceWith(CHOICE, clause.text));
    show(at("credit"), true);
  } catch {
    show(at("credit"), false);
  }
}

/** The sentence of a text that holds some words, word for word; the whole text where none does. */
function sentenceWith(words, text) {
  return (
    text
      .match(/[^.!?]+[.!?]?/g)
      .find((sentence) => sentence.includes(words))
      ?.trim() ?? text
  );
}

function refused(problem) {
  if (problem.wantsKey) askForKey(problem, load);
  else said(problem.message);
}

function said(text) {
  setText(at("said"), text);
}
