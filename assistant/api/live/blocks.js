// Puts blocks of text on the page; see console_words.js for what they are.

import { el, refill } from "./dom.js";

/** Fill a node with blocks, anew only when they differ. */
export function fillBlocks(node, blocks) {
  refill(node, blocks, () => blocks.map(block));
}

function block(given) {
  if (given.list) return el("ul", {}, ...given.list.map((text) => el("li", { text })));
  if (given.bars) return el("ul", { class: "plain bars" }, ...given.bars.map(bar));
  if (given.quote !== undefined) return quote(given);
  if (given.head !== undefined) return el("p", { class: "head", text: given.head });
  if (given.small !== undefined) return el("p", { class: "quiet", text: given.small });
  return el("p", { text: given.p }, ...(given.labels ?? []).flatMap((label) => [" ", el("span", { class: "tag", text: label })]));
}

function quote({ quote, stem, label }) {
  const words = stem ? [el("span", { class: "stem", text: stem }), " ", quote] : [quote];
  return el("figure", {}, el("figcaption", { text: label }), el("blockquote", {}, ...words));
}

function bar({ letter, text, count, share }) {
  const filled = el("span", { class: "filled" });
  filled.style.setProperty("--share", share);
  return el(
    "li",
    {},
    el("b", { text: letter }),
    el("span", { class: "track", "aria-hidden": "true" }, filled),
    el("span", { text: `${count} (${Math.round(share * 100)}%)` }),
    text ? el("span", { class: "option", text }) : null,
  );
}
