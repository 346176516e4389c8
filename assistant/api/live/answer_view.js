// A whole answer of the desk: every sentence with its kind and its clauses, the clauses word for word, what is open, whom to talk to.

import { el } from "./dom.js";
import { whom } from "./console_words.js";

const SECTIONS = [
  ["safety", "Safety first"],
  ["short", "The short answer"],
  ["gaps", "What the text does not say"],
  ["consult", "Whom to talk to"],
  ["bring", "Questions to bring"],
];
const KINDS = { quote: "quoted", paraphrase: "explained", guidance: "guidance", gap: "not in the text", notice: "notice" };

/** The parts of an answer, as elements. */
export function wholeAnswer(answer) {
  const labels = new Map(answer.citations.map((cited) => [cited.clause_id, cited.label]));
  return [
    ...answer.notices.map((notice) => el("p", { class: "notice", text: notice.text })),
    ...SECTIONS.flatMap(([section, title]) => part(answer, labels, section, title)),
    ...clauses(answer),
  ];
}

function part(answer, labels, section, title) {
  const statements = answer.statements.filter((statement) => statement.section === section && statement.kind !== "quote");
  const told = new Set(statements.map((statement) => statement.text));
  const people = section === "consult" ? answer.consult.map((referral) => `${whom(referral.who)}: ${referral.why}`) : [];
  const gaps = section === "gaps" ? answer.gaps.filter((gap) => !told.has(gap)) : [];
  const questions = section === "bring" ? answer.bring.filter((question) => !told.has(question)) : [];
  // Whom to talk to is told once: the sentence of a referral is its reason.
  const sentences = section === "consult" && people.length ? [] : statements.map((statement) => sentence(statement, labels));
  const lines = [...sentences, ...[...people, ...gaps, ...questions].map((text) => el("li", { text }))];
  return lines.length ? [el("h3", { text: title }), el("ul", {}, ...lines)] : [];
}

function sentence(statement, labels) {
  const marks = statement.citations.flatMap((id) => [" ", el("span", { class: "tag", text: labels.get(id) ?? id })]);
  return el("li", {}, statement.text, " ", el("span", { class: "quiet", text: `(${KINDS[statement.kind] ?? statement.kind})` }), ...marks);
}

function clauses(answer) {
  if (!answer.citations.length) return [];
  const figures = answer.citations.map((cited) =>
    el("figure", {}, el("figcaption", { text: `${cited.label} · ${cited.code}` }), el("blockquote", { text: cited.quote })),
  );
  return [el("h3", { text: "The clauses, word for word" }), ...figures];
}
