// What the projector shows at each step: `slide(room, counts, place)` gives the kicker, the title and what fills the slide.
import { change, clause, el, many, outcome, paragraphs, reasons, spaced, text, way } from "./screen-parts.js";

const WHO = {
  supervisor: "Your supervisor",
  commission: "The Commission for Case Manager Certification",
  legal: "A lawyer, or your legal or compliance office",
  emergency: "Emergency services",
};
const DUTIES = "The codes state duties. The person decides, after consultation.";
const TOO_FEW = "Fewer than five votes: not broken down.";
const FEW_MOVED = "How many changed is not told, so that nobody’s vote can be worked out.";
const LONG_TITLE = 90;
const SIZES = { text: 3, clause: 3.4, few: 4, list: 2.9, ways: 2.5, join: 3.1 };

/** `place` has: url (where people join) and qr (an image). A slide: {key, kicker, title, blocks, whole?, size}; `whole` is tried before `blocks`. */
export function slide(room, counts, place) {
  if (room.ended) return { key: "ended", kicker: room.title, title: "Thank you", blocks: [el("p.big", DUTIES), el("p.where", "The room has ended.")], size: SIZES.text };
  if (room.shown) {
    const made = over(room, counts, place);
    return room.paused ? { ...made, kicker: `Break · ${made.kicker}` } : made;
  }
  const step = room.step;
  if (room.paused) return { key: `pause${step.index}`, kicker: room.title, title: "Break", blocks: [el("p.big", "The room goes on in a moment.")], size: SIZES.text };
  const made = (STEPS[step.kind] ?? STEPS.end)(room, counts, place);
  const kicker = room.case ? `Case ${room.case.number} of ${room.case.of} · ${room.case.title}` : room.title;
  return { key: `step${step.index}`, kicker, title: step.title, size: SIZES.text, ...made };
}

function over(room, counts, place) {
  const { kind, id, page, answer, item } = room.shown;
  const key = `${kind} ${id} ${page}`;
  if (kind === "join" || (!answer && !item && !room.shown.clause)) return { key, kicker: room.title, ...joining(room, counts, place) };
  if (item) {
    const title = item.kind === "question" ? "A question from the room" : "Parked for later";
    return { key, kicker: room.title, title, blocks: paragraphs("p.quote", item.text), size: SIZES.few };
  }
  if (!answer) return { key, kicker: "Word for word", ...clauseSlide(room.shown.clause) };
  return { key, kicker: `The desk’s answer · ${page + 1} of ${answer.pages.length}`, ...answerPage(answer, page) };
}

function answerPage(answer, number) {
  const page = answer.pages[number];
  const lines = page.lines.flatMap((line) => {
    const labels = line.labels.length ? el("span.small", line.labels.join(", ")) : null;
    if (line.lead || labels) return [el("p.text.line", line.lead ? el("b", `${line.lead} `) : null, line.text, " ", labels)];
    return [text("p.text.line", line.text)];
  });
  // The desk heads its short answer with the question, which may be long.
  const long = page.heading.length > LONG_TITLE;
  const first = page.heading !== answer.pages[number - 1]?.heading;
  const blocks = [
    ...(long && first ? paragraphs("p.stem", page.heading) : []),
    ...(page.clause ? [el("p.lead", page.clause.label), ...clause(page.clause)] : lines),
  ];
  return { title: long ? "The desk’s answer" : page.heading, blocks, size: page.clause ? SIZES.clause : SIZES.text };
}

const clauseSlide = (found) => ({ title: found.label, blocks: clause(found), size: SIZES.clause });

function joining(room, counts, { url, qr }) {
  const address = `${url.replace(/^https:\/\//, "")}/join`;
  const here = counts ? `${many(counts.people, "person is", "people are")} here.` : "";
  const told = el("div",
    el("p", "Point your phone’s camera at the code, or open"), el("p", el("b", address)), el("p", "and type"),
    el("p.code", spaced(room.code)),
    el("p.small", "No name, no account."), el("p.here", here));
  return { title: "Join on your phone", blocks: [el("div.joining", qr, told)], size: SIZES.join };
}

const points = (texts) => texts.map((one) => el("p.point", one));

function quoted(room) {
  return { blocks: [...points(room.quoted.questions), el("p.where.small", `Quoted from ${room.quoted.label}`)], size: SIZES.list };
}

const resultOf = (room, round) => room.results.find((result) => result.round === round);

function vote(room, counts, place) {
  const result = resultOf(room, room.vote.round);
  if (result) return shownVote(room, result);
  const told = counts ? [el("b", String(counts.votes)), `of ${counts.people} have voted`] : [];
  const aside = el("div.aside", place.qr, el("p.code", spaced(room.code)), el("p.voted", told));
  const ways = room.case.options.map((option) => way(option));
  return { whole: [el("div.beside", el("div", ways), aside)], blocks: ways, size: SIZES.ways };
}

function shownVote(room, result) {
  const sum = el("p.sum", `${many(result.votes, "vote", "votes")}.${result.counts ? "" : ` ${TOO_FEW}`}`);
  return { blocks: [sum, ...room.case.options.map((option) => way(option, result.counts ? [outcome(result, option)] : []))], size: SIZES.ways };
}

function discussion(room) {
  const result = resultOf(room, 1);
  const prompts = () => points(room.case.prompts);
  const ways = () => room.case.options.map((option) => way(option, result?.counts ? [outcome(result, option)] : []));
  return { whole: [el("div.two", el("div", prompts()), el("div", ways()))], blocks: [...prompts(), ...ways()], size: SIZES.list };
}

function movement(room) {
  const [first, second] = [resultOf(room, 1), resultOf(room, 2)];
  const told = first?.counts && second?.counts;
  const moved = room.movement;
  const sum = moved && moved.changed !== null
    ? `${many(moved.both, "person", "people")} voted both times; ${moved.changed} of them chose another way the second time.`
    : `${many(first?.votes ?? 0, "vote", "votes")} the first time, ${second?.votes ?? 0} the second. ${told ? FEW_MOVED : TOO_FEW}`;
  const rows = room.case.options.map((option) => way(option, [], told ? change(first, second, option) : null, reasons(option)));
  return { blocks: [el("p.sum", sum), ...rows], size: SIZES.ways, kind: told ? "moving" : "" };
}

function consultation(room) {
  const blocks = room.case.consult.map((referral) => {
    const names = referral.labels.join(", ");
    return el("div.who", el("b", WHO[referral.who] ?? referral.who), el("p", referral.why), names ? el("p.small", names) : null);
  });
  return { blocks, size: SIZES.list };
}

const STEPS = {
  join: joining,
  opening: quoted,
  closing: quoted,
  story: (room) => ({ title: room.case.title, kicker: `Case ${room.case.number} of ${room.case.of} · The story`, blocks: paragraphs("p.text", room.case.story) }),
  prompts: (room) => ({ blocks: points(room.case.prompts), size: SIZES.list }),
  first_vote: vote,
  second_vote: vote,
  discussion,
  clause(room) {
    const { number, of } = room.step;
    const kicker = `Case ${room.case.number} of ${room.case.of} · ${room.case.title}${of > 1 ? ` · Clause ${number} of ${of}` : ""}`;
    return { ...clauseSlide(room.clause), kicker };
  },
  movement,
  consultation,
  twist: (room) => ({ blocks: paragraphs("p.quote", room.case.twist), size: SIZES.few }),
  end: () => ({ title: "Thank you", blocks: [el("p.big", DUTIES)] }),
};
