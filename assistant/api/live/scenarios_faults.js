// The faults of a draft: a list at the top whose entries lead to their fields, and each fault at its field.

import { at, el, refill, setAttribute, setText, show } from "./dom.js";
import { idOf } from "./scenarios_form.js";

/** What a field is called where faults are listed: "Option 2, text". */
const WORDS = {
  title: "Title", story: "Story", topics: "Topics", central: "Central clauses", related: "Related clauses", prompts: "Prompts", options: "Options",
  consult: "Consultation", twist: "Twist", facilitator: "Facilitator", steps: "steps", notes: "Notes", text: "text", speaks_for: "clauses for it",
  speaks_against: "clauses against it", who: "with whom", why: "why", clauses: "clauses", minutes: "minutes",
};
const ONE = { prompts: "Prompt", options: "Option", consult: "Consultation", steps: "step", notes: "Note" };

/** A field in words. */
export function inWords(field) {
  const parts = field.split(".");
  if (field === "text") return "The text";
  return parts
    .map((part, place) => (/^\d+$/.test(part) ? "" : /^\d+$/.test(parts[place + 1] ?? "") ? `${ONE[part] ?? part} ${Number(parts[place + 1]) + 1}` : WORDS[part] ?? part))
    .filter((part) => part && !(part === "Facilitator" && parts.length > 2))
    .join(", ")
    .replace(/^./, (letter) => letter.toUpperCase());
}

/** Show what is wrong: in the list at the top and at the fields. */
export function showFaults({ faults, remarks, presentable }) {
  const count = faults.length;
  setText(at("faults-title"), presentable ? "It can be presented" : `${count} ${count === 1 ? "fault keeps" : "faults keep"} it from being presented`);
  at("faults").classList.toggle("whole", presentable);
  refill(at("fault-list"), faults, () => faults.map(leading));
  refill(at("remark-list"), remarks, () => remarks.map(leading));
  setText(at("remarks-title"), `${remarks.length} ${remarks.length === 1 ? "remark" : "remarks"} for you to weigh`);
  show(at("remarks"), remarks.length > 0);
  markFields(faults);
}

function leading(fault) {
  const go = (event) => {
    event.preventDefault();
    focusField(fault.field);
  };
  return el("li", {}, el("a", { href: `#${elementOf(fault.field)?.id ?? "main"}`, on: { click: go }, text: `${inWords(fault.field)}: ${fault.detail}` }));
}

/** Put the focus on a field, or on what it is part of. */
export function focusField(field) {
  const found = elementOf(field);
  found?.scrollIntoView({ block: "center" });
  found?.focus({ preventScroll: true });
}

function elementOf(field) {
  const parts = field.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const found = at(idOf(parts.slice(0, length).join(".")));
    if (found) return found;
  }
  return { twist: at(idOf("twist.text")), facilitator: at(idOf("facilitator.steps")) }[parts[0]] ?? null;
}

/** Each fault under the field that it is about, as what describes it. */
function markFields(faults) {
  const wrong = new Map();
  for (const fault of faults) {
    const node = elementOf(fault.field);
    if (node) wrong.set(node, [...(wrong.get(node) ?? []), fault.detail]);
  }
  for (const list of document.querySelectorAll(".wrong")) {
    const node = at(list.dataset.of);
    if (node && wrong.has(node)) continue;
    list.remove();
    if (node) unmark(node);
  }
  for (const [node, details] of wrong) mark(node, details);
}

function mark(node, details) {
  const id = `w-${node.id}`;
  const list = at(id) ?? el("ul", { id, class: "wrong", "data-of": node.id });
  refill(list, details, () => details.map((text) => el("li", { text })));
  if (!list.isConnected) place(node, list);
  setAttribute(node, "aria-describedby", id);
  if (node.matches("input, textarea, select")) setAttribute(node, "aria-invalid", "true");
}

function unmark(node) {
  setAttribute(node, "aria-describedby", false);
  setAttribute(node, "aria-invalid", false);
}

function place(node, list) {
  const legend = node.matches("fieldset") ? node.querySelector("legend") : null;
  if (legend) legend.after(list);
  else if (node.matches("[role=group], p")) node.before(list);
  else (node.closest(".adding") ?? node).after(list);
}
