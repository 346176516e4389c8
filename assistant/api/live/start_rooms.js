// The list of rooms: running ones to go on with, ended ones with their minutes.

import { api } from "./api.js";
import { at, button, el, keep, setText, show } from "./dom.js";
import { people } from "./console_words.js";
import { FILES } from "./minutes.js";

/** The rooms of this key; `say` tells what happens, `refused` is told a Problem. */
export class Rooms {
  #say;
  #refused;
  #doomed = null;

  constructor(say, refused) {
    this.#say = say;
    this.#refused = refused;
    at("sure").addEventListener("close", () => at("sure").returnValue === "delete" && this.#delete(this.#doomed));
  }

  /** Read the list again. */
  async load() {
    const { rooms } = await api("GET", "/v1/rooms");
    const [ended, running] = [rooms.filter((room) => room.ended), rooms.filter((room) => !room.ended)];
    keep(
      at("running"),
      running,
      (room) => room.id,
      (room) => this.#entry(room, [this.#deletion(room)]),
      update,
    );
    keep(
      at("ended"),
      ended,
      (room) => room.id,
      (room) => this.#entry(room, [...this.#files(room), this.#deletion(room)]),
      update,
    );
    setText(at("ended-title"), `Ended (${ended.length}): minutes, votes`);
    show(at("running-part"), running.length > 0);
    show(at("ended-part"), ended.length > 0);
    show(at("no-rooms"), rooms.length === 0);
  }

  #entry(room, acts) {
    const id = `room-${room.id}`;
    const console = el("a", {
      class: room.ended ? "button" : "button main",
      href: `/live/console/${encodeURIComponent(room.id)}`,
      "aria-describedby": id,
      text: room.ended ? "Look at it" : "Go on",
    });
    const code = room.ended ? null : el("span", { class: "code", text: room.code });
    const about = el(
      "p",
      { class: "about", id },
      el("b", { text: room.title }),
      code,
      el("span", { class: "quiet", text: when(room) }),
      el("span", { class: "quiet people" }),
    );
    return el("li", {}, about, el("div", { class: "row" }, console, ...acts));
  }

  #files(room) {
    return FILES.map(([name, save]) =>
      button(name, () => this.#save(name, () => save(room.id, at("paper").value)), { about: `room-${room.id}` }),
    );
  }

  #deletion(room) {
    return button("Delete", () => this.#confirm(room), { about: `room-${room.id}`, class: "alarm" });
  }

  #confirm(room) {
    this.#doomed = room;
    setText(
      at("sure-what"),
      `“${room.title}” goes with its votes, questions, answers and minutes${room.ended ? "" : ", and its code stops working at once"}. This cannot be undone.`,
    );
    at("sure").returnValue = "";
    at("sure").showModal();
  }

  async #delete(room) {
    await this.#tried(async () => {
      await api("DELETE", `/v1/rooms/${encodeURIComponent(room.id)}`);
      await this.load();
      this.#say(`“${room.title}” is deleted.`);
    });
    at("rooms-title").focus();
  }

  async #save(name, save) {
    this.#say(`Making ${name} …`);
    await this.#tried(async () => {
      await save();
      this.#say(`${name}: see your downloads.`);
    });
  }

  async #tried(act) {
    try {
      await act();
    } catch (problem) {
      this.#refused(problem);
    }
  }
}

function update(entry, room) {
  setText(entry.querySelector(".people"), people(room.people));
}

function when({ created, ended }) {
  const say = (time) => new Date(time).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" });
  return ended ? `ended ${say(ended)}` : `made ${say(created)}`;
}
