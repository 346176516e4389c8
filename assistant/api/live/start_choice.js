// Which cases a room discusses, and in which order.

import { able, at, button, el, keep, setText, show } from "./dom.js";
import { many } from "./console_words.js";
import { Cases } from "./start_cases.js";

const MOST = 12;

/** The list of scenarios to choose from and the list of those chosen; `say` tells what is to be heard. */
export class Choice {
  #say;
  #chosen = [];
  #cases = new Cases(() => {
    this.#filter();
    this.#draw();
  });
  // How long a case takes is told with the whole of it, which is read when its line comes into sight.
  #sight = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) this.#cases.read(entry.target.dataset.key);
  });

  constructor(say) {
    this.#say = say;
    for (const id of ["search", "topic", "code"]) at(id).addEventListener("input", () => this.#filter());
  }

  /** The ids of the chosen scenarios, in order. */
  get ids() {
    return this.#chosen.map((scenario) => scenario.id);
  }

  /** Read the scenarios of the guide, and the facilitator's own where the desk has them. */
  async load() {
    await this.#cases.load();
    const { unfinished } = this.#cases;
    show(at("unfinished"), unfinished > 0);
    setText(at("unfinished"), `${unfinished} of your own cannot be presented yet; “Write your own scenarios” says why.`);
    fillOptions("topic", this.#cases.topics());
    fillOptions(
      "code",
      this.#cases.codes().map((code) => [code, code]),
    );
    this.#filter();
    this.#draw();
  }

  #filter() {
    const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [topic, code] = [at("topic").value, at("code").value];
    const found = this.#cases.all.filter((scenario) => {
      const text = [scenario.title, ...scenario.topics.map((t) => t.title)].join(" ").toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        (!topic || scenario.topics.some((t) => t.id === topic)) &&
        (!code || scenario.codes.includes(code))
      );
    });
    setText(
      at("found"),
      found.length === this.#cases.all.length ? many(found.length, "case") : `${found.length} of ${many(this.#cases.all.length, "case")}`,
    );
    keep(
      at("scenarios"),
      found,
      (scenario) => scenario.id,
      (scenario) => this.#entry(scenario),
      (node, scenario) => this.#updateEntry(node, scenario),
    );
  }

  #entry(scenario) {
    const id = `pick-${scenario.id}`;
    const box = el("input", { type: "checkbox", id, "aria-describedby": `${id}-about`, on: { change: () => this.#toggle(scenario, box) } });
    const story = el(
      "details",
      {},
      el("summary", { "aria-label": `The story of ${scenario.title}`, text: "The story" }),
      el("p", { class: "story" }),
    );
    story.addEventListener("toggle", () => story.open && this.#cases.read(scenario.id));
    const entry = el(
      "li",
      {},
      el("div", { class: "choice" }, box, el("label", { for: id, text: scenario.title })),
      el("p", { class: "about quiet", id: `${id}-about` }),
      story,
    );
    this.#sight.observe(entry);
    return entry;
  }

  #updateEntry(node, scenario) {
    const topics = scenario.topics.map((topic) => topic.title).join(", ");
    const minutes = this.#cases.minutes(scenario.id);
    setText(
      node.querySelector(".about"),
      [scenario.own ? "your own" : "", minutes ? `${minutes} minutes` : "", topics, scenario.codes.join(", ")].filter(Boolean).join(" · "),
    );
    setText(node.querySelector(".story"), this.#cases.story(scenario.id) ?? "Fetching the story …");
    node.querySelector("input").checked = this.#chosen.includes(scenario);
  }

  #toggle(scenario, box) {
    if (box.checked && this.#chosen.length >= MOST) {
      box.checked = false;
      this.#say(`A room holds ${MOST} cases at most.`);
      return;
    }
    this.#chosen = box.checked ? [...this.#chosen, scenario] : this.#chosen.filter((chosen) => chosen !== scenario);
    if (box.checked) this.#cases.read(scenario.id);
    this.#draw();
  }

  #draw() {
    show(at("none-chosen"), this.#chosen.length === 0);
    keep(
      at("chosen"),
      this.#chosen,
      (scenario) => scenario.id,
      (scenario) => this.#chosenEntry(scenario),
      (node, scenario) => this.#updateChosen(node, scenario),
    );
    const minutes = this.#chosen.reduce((sum, scenario) => sum + (this.#cases.minutes(scenario.id) ?? 0), 0);
    setText(
      at("planned"),
      minutes ? `${many(this.#chosen.length, "case")}, ${minutes} minutes planned; the deck’s questions come on top.` : "",
    );
  }

  #chosenEntry(scenario) {
    const about = `chosen-${scenario.id}`;
    const move = (by) => () => this.#move(scenario, by);
    const acts = [
      button("Up", move(-1), { about, class: "up" }),
      button("Down", move(1), { about, class: "down" }),
      button("Remove", () => this.#remove(scenario), { about }),
    ];
    return el(
      "li",
      {},
      el(
        "div",
        { class: "line" },
        el("span", { class: "name", id: about, text: scenario.title }),
        el("span", { class: "quiet minutes" }),
        el("div", { class: "row" }, ...acts),
      ),
    );
  }

  #updateChosen(node, scenario) {
    const place = this.#chosen.indexOf(scenario);
    able(node.querySelector(".up"), place > 0);
    able(node.querySelector(".down"), place < this.#chosen.length - 1);
    const minutes = this.#cases.minutes(scenario.id);
    setText(node.querySelector(".minutes"), minutes ? `${minutes} min` : "");
  }

  #move(scenario, by) {
    const from = this.#chosen.indexOf(scenario);
    if (!this.#chosen[from + by]) return;
    const order = [...this.#chosen];
    order.splice(from + by, 0, ...order.splice(from, 1));
    this.#chosen = order;
    this.#draw();
    this.#say(`${scenario.title} is number ${from + by + 1} now.`);
  }

  #remove(scenario) {
    const place = this.#chosen.indexOf(scenario);
    this.#chosen = this.#chosen.filter((chosen) => chosen !== scenario);
    this.#filter();
    this.#draw();
    const next = at("chosen").children[Math.min(place, this.#chosen.length - 1)];
    (next?.querySelector("button:last-child") ?? at("search")).focus();
  }
}

function fillOptions(id, options) {
  const chosen = at(id).value;
  at(id).replaceChildren(at(id).firstElementChild, ...options.map(([value, text]) => el("option", { value, text })));
  at(id).value = chosen;
}
