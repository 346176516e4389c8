// What the room has sent: waiting, questions, the parking lot, dismissed; and the facilitator's own entries.

import { able, at, button, el, isIdle, keep, setAttribute, setText, show } from "./dom.js";

const LISTS = {
  waiting: (item) => item.state === "waiting",
  accepted: (item) => item.state === "accepted" && item.kind === "question",
  parked: (item) => item.state === "accepted" && item.kind === "parking",
  dismissed: (item) => item.state === "dismissed",
};
const TITLES = { waiting: "Waiting for you", accepted: "Questions", parked: "Parking lot", dismissed: "Dismissed" };

/** The lists of entries; `ask` puts a text to the desk. */
export class Items {
  #room;
  #ask;

  constructor(room, ask) {
    this.#room = room;
    this.#ask = ask;
    at("own").addEventListener("submit", (event) => this.#add(event));
  }

  update(told) {
    const held = document.activeElement.closest(".items li");
    const list = held?.parentElement;
    const place = held ? [...list.children].indexOf(held) : 0;
    this.#updateLists(told);
    // Whoever goes through a list by keyboard comes to the next entry, not to the top of the page.
    if (held && !held.isConnected) list.children[Math.min(place, list.children.length - 1)]?.querySelector("button").focus();
    this.allow(!this.#room.busy);
  }

  #updateLists(told) {
    for (const [list, belongs] of Object.entries(LISTS)) {
      const items = told.items.filter(belongs);
      setText(at(`${list}-title`), `${TITLES[list]} (${items.length})`);
      keep(
        at(list),
        items,
        (item) => item.id,
        (item) => this.#make(item, list),
        (node, item) => this.#updateEntry(node, item, list, told),
      );
    }
    show(at("dismissed-part"), told.items.some(LISTS.dismissed));
    show(at("own"), !told.ended);
  }

  allow(yes) {
    for (const list of Object.keys(LISTS)) {
      for (const act of at(list).querySelectorAll("button")) able(act, yes && !this.#room.told.ended);
    }
    for (const act of at("own").querySelectorAll("button")) able(act, yes);
  }

  #make(item, list) {
    const id = `item-${item.id}`;
    const settle = (body) => () => this.#room.send(`items/${encodeURIComponent(item.id)}`, body);
    const act = (text, click) => button(text, click, { about: id });
    const screen = el("button", { type: "button", class: "on-screen", "aria-describedby": id });
    screen.addEventListener("click", () => this.#toggle(item));
    const acts = {
      waiting: [
        act(item.kind === "parking" ? "Accept for the parking lot" : "Accept", settle({ state: "accepted", kind: item.kind })),
        item.kind === "parking"
          ? act("As a question", settle({ state: "accepted", kind: "question" }))
          : act("Park", settle({ state: "accepted", kind: "parking" })),
        act("Dismiss", settle({ state: "dismissed" })),
      ],
      accepted: [
        screen,
        act("Ask the desk", () => this.#ask(item.text)),
        act("Park", settle({ state: "accepted", kind: "parking" })),
        act("Dismiss", settle({ state: "dismissed" })),
      ],
      parked: [
        screen,
        act("Make it a question", settle({ state: "accepted", kind: "question" })),
        act("Dismiss", settle({ state: "dismissed" })),
      ],
      dismissed: [act("Bring back", settle({ state: "waiting" }))],
    };
    const said = el("p", { id, class: "text", text: item.text });
    const tag = list === "waiting" && item.kind === "parking" ? el("span", { class: "tag", text: "for the parking lot" }) : null;
    return el("li", {}, tag, said, el("div", { class: "row" }, ...acts[list]));
  }

  #updateEntry(node, item, list, told) {
    const screen = node.querySelector(".on-screen");
    const shown = isShown(told, item);
    if (screen) setText(screen, shown ? "Take off the screen" : "Put on the screen");
    setAttribute(node, "class", shown ? "shown" : false);
  }

  #toggle(item) {
    this.#room.change("screen", { show: isShown(this.#room.told, item) ? null : { kind: "item", id: item.id } });
  }

  async #add(event) {
    event.preventDefault();
    const field = at("own-text");
    const text = field.value.trim();
    if (!text || (event.submitter && isIdle(event.submitter))) return;
    const done = await this.#room.send("items", { kind: event.submitter?.value ?? "question", text });
    if (done && field.value.trim() === text) field.value = "";
  }
}

/** How many entries wait, in words; "" for none. */
export function waitingWords(told) {
  const waiting = told.items.filter(LISTS.waiting).length;
  return waiting ? `${waiting} from the room waiting for you` : "";
}

function isShown({ room }, item) {
  return room.shown?.kind === "item" && room.shown.id === item.id;
}
