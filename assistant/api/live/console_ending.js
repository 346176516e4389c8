// How people join, what is stated of the credit, the minutes, and the end of the room.

import { able, at, button, isIdle, setAttribute, setText, show } from "./dom.js";
import { FILES } from "./minutes.js";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;

/** The parts of the page about the room's beginning and its end; `say` tells how a download goes. */
export class Ending {
  #room;
  #say;

  constructor(room, say) {
    this.#room = room;
    this.#say = say;
    at("end").addEventListener("click", () => isIdle(at("end")) || at("sure").showModal());
    at("sure").addEventListener("close", () => at("sure").returnValue === "end" && room.send("end", {}));
    at("approval").addEventListener("change", (event) => this.#state(event.target.value));
    at("downloads").append(...FILES.map(([name, save]) => button(name, () => this.#save(name, save))));
    at("open-screen").addEventListener("click", () => this.#openScreen());
  }

  update(told) {
    const { room } = told;
    setText(at("code"), told.ended ? "ended" : room.code);
    setText(at("join-code"), room.code);
    setText(at("join-url"), told.join_url);
    setText(at("screen-url"), told.screen_url);
    setAttribute(at("qr"), "src", told.ended ? false : `/live/qr/${encodeURIComponent(room.code)}.svg`);
    setAttribute(at("qr"), "alt", `QR code of ${told.join_url}`);
    show(at("qr").closest("section"), !told.ended);
    show(at("open-screen"), !told.ended);
    show(at("end"), !told.ended);
    this.#warn(told);
    show(at("approval"), told.credit !== "");
    setText(at("credit"), told.credit);
    at(`approval-${told.approval}`).checked = true;
    setText(
      at("minutes-when"),
      told.ended
        ? "The room has ended; these are complete."
        : "They can be had at any time; until the end they are as far as the room has come.",
    );
    this.allow(!this.#room.busy);
  }

  allow(yes) {
    able(at("end"), yes);
  }

  #warn(told) {
    const unreachable = LOOPBACK.test(new URL(told.join_url).hostname);
    show(at("loopback"), unreachable);
    if (unreachable)
      setText(
        at("loopback"),
        "Phones cannot reach this address: it is of this computer only. Start the desk with “ethics-desk live”, or set ETHICS_DESK_ROOM_URL to an address that phones reach.",
      );
  }

  async #state(approval) {
    const done = await this.#room.send("approval", { approval });
    if (!done) this.update(this.#room.told);
  }

  /** The screen's window gets this tab's key and room, because a window that is opened from here begins with a copy of both. */
  #openScreen() {
    sessionStorage.setItem("ethics-desk-room", this.#room.told.id);
    // On this page's own address, not on the one for phones: only there is the copy made.
    window.open(`/live/screen/${encodeURIComponent(this.#room.told.room.code)}`, `screen-${this.#room.told.id}`);
  }

  async #save(name, save) {
    this.#say(`Making ${name} …`);
    try {
      await save(this.#room.told.id, at("paper").value);
      this.#say(`${name}: see your downloads.`);
    } catch (problem) {
      this.#say(problem.message);
    }
  }
}
