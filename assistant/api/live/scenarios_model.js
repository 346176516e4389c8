// A draft as the editor holds it: every field there and of its type, whatever came in.

export const WHO = { supervisor: "Supervisor", legal: "Legal or compliance", commission: "The Commission", emergency: "Emergency services" };
export const STORY_WORDS = [60, 150];

const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);
const record = (value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? value : {});
const texts = (value) => list(value).map(text);
const names = (value) => list(value).filter((name) => typeof name === "string" && name);
const minutes = (value) => (Number.isInteger(value) ? value : 0);

export const newOption = () => ({ text: "", speaks_for: [], speaks_against: [] });
export const newConsultation = () => ({ who: "supervisor", why: "", clauses: [] });
export const newStep = () => ({ text: "", minutes: 5 });

/** An empty page, with as many fields as a scenario needs at least. */
export function blank() {
  return shaped({ prompts: ["", "", ""], options: [{}, {}, {}], consult: [{ who: "supervisor" }], facilitator: { steps: [{ minutes: 5 }], notes: [""] } });
}

/** A draft of any form as the editor holds it. */
export function shaped(draft) {
  const leading = record(draft.facilitator);
  const twist = record(draft.twist);
  return {
    title: text(draft.title),
    story: text(draft.story),
    topics: names(draft.topics),
    central: names(draft.central),
    related: names(draft.related),
    prompts: texts(draft.prompts),
    options: list(draft.options).map(record).map((option) => ({
      ...(text(option.id) ? { id: option.id } : {}),
      text: text(option.text),
      speaks_for: names(option.speaks_for),
      speaks_against: names(option.speaks_against),
    })),
    consult: list(draft.consult).map(record).map(({ who, why, clauses }) => ({ who: text(who), why: text(why), clauses: names(clauses) })),
    twist: { text: text(twist.text), clauses: names(twist.clauses) },
    facilitator: {
      steps: list(leading.steps).map(record).map((step) => ({ text: text(step.text), minutes: minutes(step.minutes) })),
      notes: texts(leading.notes),
    },
  };
}

/** One of the desk's scenarios, as the API tells it, as a draft to begin with. */
export function ofTheDesk(scenario) {
  const ids = (clauses) => clauses.map((clause) => clause.clause_id);
  return shaped({
    ...scenario,
    topics: scenario.topics.map((topic) => topic.id),
    central: ids(scenario.central),
    related: ids(scenario.related),
    options: scenario.options.map((option) => ({ ...option, speaks_for: ids(option.speaks_for), speaks_against: ids(option.speaks_against) })),
    consult: scenario.consult.map(({ who, why, clause_ids }) => ({ who, why, clauses: clause_ids })),
    twist: { text: scenario.twist.text, clauses: ids(scenario.twist.clauses) },
  });
}

/** The draft as it is sent: the minutes of all steps are added up. */
export function sent(draft) {
  return { ...draft, facilitator: { minutes: total(draft), ...draft.facilitator } };
}

/** The minutes that all steps take together. */
export function total(draft) {
  return draft.facilitator.steps.reduce((sum, step) => sum + step.minutes, 0);
}

/** How many words a text has. */
export function countWords(text) {
  return text.split(/\s+/).filter(Boolean).length;
}
