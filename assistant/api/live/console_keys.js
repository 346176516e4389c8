// The keyboard and the clicker: forward, back, results, break, and to the question box.

import { at } from "./dom.js";

const LETTERS = "ethics-desk-letters";

/** Drive the room from the keys; `acts` has turn(by), results() and pause(). */
export function listenToKeys(acts) {
  const keys = {
    ArrowRight: () => acts.turn(1),
    PageDown: () => acts.turn(1),
    " ": () => acts.turn(1),
    ArrowLeft: () => acts.turn(-1),
    PageUp: () => acts.turn(-1),
  };
  const letters = { r: () => acts.results(), p: () => acts.pause(), q: () => at("question").focus() };
  at("letters").checked = localStorage.getItem(LETTERS) !== "off";
  at("letters").addEventListener("change", () => localStorage.setItem(LETTERS, at("letters").checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key] ?? (at("letters").checked ? letters[event.key.toLowerCase()] : undefined);
    if (!act || isForSomethingElse(event)) return;
    event.preventDefault();
    // A key that is held down is pressed once.
    if (!event.repeat) act();
  });
}

function isForSomethingElse(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return true;
  if (at("main").matches("[hidden], .locked") || event.target.closest("input, textarea, select, [contenteditable]")) return true;
  return event.key === " " && event.target.closest("button, a, summary") !== null;
}
