// What a step and the screen show, as plain blocks of text: {p}, {small}, {quote, label, stem}, {list} or {bars}.

const WHO = {
  supervisor: "Your supervisor",
  commission: "The Commission (CCMC)",
  legal: "A lawyer or your compliance office",
  emergency: "Emergency services",
};
const ROUNDS = { 1: "First vote", 2: "Second vote" };

/** Somebody to talk to, by name. */
export function whom(who) {
  return WHO[who] ?? who;
}

/** "1 vote", "3 votes". */
export function many(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** "1 person", "3 people". */
export function people(count) {
  return count === 1 ? "1 person" : `${count} people`;
}

/** "1:05", or "1:02:05" from an hour on. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** What the screen shows now, and a word for where it comes from. */
export function screenNow({ ended, room }) {
  if (ended) return ["ended", [{ p: "The room has ended; its screen says so." }]];
  if (room.shown) return ["over the step", shownBlocks(room.shown)];
  if (room.paused) return ["break", [{ p: "A break. The screen says that the discussion goes on afterwards." }]];
  return ["the step", nowBlocks(room)];
}

/** What a step will show, from what the console knows of it; `clauseOf` finds a clause by its label, or null while it is fetched. */
export function stepBlocks(step, told, clauseOf) {
  const scenario = step.scenario === null ? null : told.scenarios[step.scenario];
  const make = {
    join: () => [{ p: "How to join: the address, the code and a QR code." }],
    opening: () => [{ p: "The slide deck’s own questions to begin with, word for word." }],
    story: () => [{ p: scenario.story }],
    prompts: () => [{ list: scenario.prompts }],
    first_vote: () => [{ small: "People vote; nobody sees how." }, { list: optionTexts(scenario.options) }],
    discussion: () => [{ small: "Talk about the vote and the questions." }, { list: scenario.prompts }],
    clause: () => clauseBlocks(clauseOf(step.title)) ?? [{ small: "The clause, word for word." }],
    second_vote: () => [{ small: "The same question again, after the clauses." }, { list: optionTexts(scenario.options) }],
    movement: () => [{ p: "Both votes side by side. Going there shows both and ends them." }],
    consultation: () => [{ list: scenario.consult.map(consultText) }],
    twist: () => [{ p: scenario.twist.text }],
    closing: () => [{ p: "The slide deck’s own questions to close with, word for word." }],
    end: () => [{ p: "The end of the discussion. The room itself runs until you end it." }],
  };
  return make[step.kind]();
}

/** A page of an answer as the screen shows it. */
export function pageBlocks(page) {
  const lines = page.lines.map((line) => ({ p: [line.lead, line.text].filter(Boolean).join(" "), labels: line.labels }));
  return [{ head: page.heading }, ...lines, ...(clauseBlocks(page.clause) ?? [])];
}

/** The outcome of a vote: a heading, then a bar for each option, or a sentence where it is not broken down. */
export function resultBlocks(result, options) {
  const head = { small: `${ROUNDS[result.round]}: ${many(result.votes, "vote")}` };
  if (result.counts === null) return [head, { p: "Fewer than five votes: not broken down." }];
  const bars = options.map((option, place) => {
    const count = result.counts[option.id] ?? 0;
    return { letter: letterOf(option, place), text: option.text, count, share: result.votes ? count / result.votes : 0 };
  });
  return [head, { bars }];
}

/** A clause, word for word, under its label; null where it is not known. */
export function clauseBlocks(clause) {
  return clause ? [{ quote: clause.text ?? clause.quote, stem: clause.stem ?? "", label: `${clause.label}` }] : null;
}

function nowBlocks(room) {
  const { step, case: now } = room;
  const make = {
    join: () => [{ p: "How to join: the address, the code and a QR code." }],
    opening: () => quotedBlocks(room.quoted),
    closing: () => quotedBlocks(room.quoted),
    story: () => [{ p: now.story }],
    prompts: () => [{ list: now.prompts }],
    first_vote: () => voteBlocks(room),
    second_vote: () => voteBlocks(room),
    discussion: () => [...shownResults(room), { list: now.prompts }],
    clause: () => clauseBlocks(room.clause) ?? [],
    movement: () => [...shownResults(room), ...movementBlocks(room.movement)],
    consultation: () => [{ list: now.consult.map(consultText) }],
    twist: () => [{ p: now.twist ?? "" }],
    end: () => [{ p: "The end of the discussion." }],
  };
  return make[step.kind]();
}

function shownBlocks(shown) {
  if (shown.kind === "join") return [{ p: "How to join: the address, the code and a QR code." }];
  if (shown.kind === "clause") return clauseBlocks(shown.clause) ?? [];
  if (shown.kind === "item")
    return [{ small: shown.item?.kind === "parking" ? "From the parking lot" : "A question from the room" }, { p: shown.item?.text ?? "" }];
  const page = shown.answer?.pages[shown.page];
  return [{ small: `Answer to: ${shown.answer?.question ?? ""}` }, ...(page ? pageBlocks(page) : [])];
}

function quotedBlocks(quoted) {
  return quoted ? [{ list: quoted.questions }, { small: quoted.label }] : [];
}

function voteBlocks(room) {
  const result = room.results.find((r) => r.round === room.vote?.round);
  return result ? resultBlocks(result, room.case.options) : [{ list: optionTexts(room.case.options) }];
}

function shownResults(room) {
  // The ways to act are read once, with the first vote.
  return room.results.flatMap((result, place) =>
    resultBlocks(result, place ? room.case.options.map((option) => ({ ...option, text: "" })) : room.case.options),
  );
}

function movementBlocks(movement) {
  if (!movement) return [];
  if (movement.changed === null) return [{ p: "How many changed is not told, so that nobody’s vote can be worked out." }];
  return [{ p: `${movement.changed} of ${movement.both} who voted both times voted for another option the second time.` }];
}

function optionTexts(options) {
  return options.map((option, place) => `${letterOf(option, place)}. ${option.text}`);
}

function letterOf(option, place) {
  return option.letter ?? String.fromCharCode(65 + place);
}

function consultText({ who, why }) {
  return `${whom(who)}: ${why}`;
}
