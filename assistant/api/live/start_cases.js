// The cases that a room can be made of: those of the desk and the facilitator's own, each read as a whole when it is needed.

import { api } from "./api.js";

/** All cases; `arrived` is called when more of one has come. */
export class Cases {
  #whole = new Map();
  #arrived;

  constructor(arrived) {
    this.#arrived = arrived;
    this.all = [];
    this.unfinished = 0;
  }

  /** Read the list: one's own that can be presented, and then those of the desk. */
  async load() {
    const [{ scenarios }, own] = await Promise.all([api("GET", "/v1/scenarios"), ownScenarios()]);
    const finished = own.filter((scenario) => scenario.presentable);
    this.all = [...finished.map((scenario) => ({ ...scenario, own: true, topics: [], codes: [] })), ...scenarios];
    this.unfinished = own.length - finished.length;
  }

  /** Read the whole of a case, once; without it the list says less, and a room can be made all the same. */
  async read(id) {
    const found = this.all.find((scenario) => scenario.id === id);
    if (!found || this.#whole.has(id)) return;
    this.#whole.set(id, null);
    try {
      const whole = await api("GET", `${found.own ? "/v1/own-scenarios" : "/v1/scenarios"}/${encodeURIComponent(id)}`);
      this.#whole.set(id, whole.draft ?? whole);
    } catch {
      this.#whole.delete(id);
      return;
    }
    this.#arrived();
  }

  /** The story of a case; undefined until it has come. */
  story(id) {
    return this.#whole.get(id)?.story;
  }

  /** The minutes that a case takes; undefined until they are known. */
  minutes(id) {
    return this.#whole.get(id)?.facilitator?.minutes;
  }

  /** The topics of all cases as [id, title], by their titles. */
  topics() {
    const topics = new Map(this.all.flatMap((scenario) => scenario.topics.map((topic) => [topic.id, topic.title])));
    return [...topics].sort(([, one], [, other]) => one.localeCompare(other));
  }

  /** The ids of the codes that the cases draw on. */
  codes() {
    return [...new Set(this.all.flatMap((scenario) => scenario.codes))].sort();
  }
}

async function ownScenarios() {
  try {
    return (await api("GET", "/v1/own-scenarios")).scenarios;
  } catch (problem) {
    if (problem.status === 404) return []; // a desk that keeps none
    throw problem;
  }
}
