// Ask the desk: the answer is looked at here first, whole and by the pages of the screen, and then shown, or not.

import { fillBlocks } from "./blocks.js";
import { able, at, el, isIdle, keep, refill, setAttribute, setText, show } from "./dom.js";
import { pageBlocks } from "./console_words.js";
import { wholeAnswer } from "./answer_view.js";

const STATUS = {
  answered: "The codes speak to this.",
  partial: "The codes speak to part of this.",
  not_in_codes: "The codes do not answer this.",
  out_of_scope: "Outside what the codes cover.",
  emergency: "Someone may be in danger: safety comes first.",
  declined: "Nothing here to answer.",
};

/** The questions that were put to the desk in this room, and their answers; `say` tells how asking goes. */
export class Answers {
  #room;
  #say;
  #chosen = null;
  #page = 0;
  #asking = false;

  constructor(room, say) {
    this.#room = room;
    this.#say = say;
    at("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(at("question").value);
    });
    // Enter asks, as in the web chat; Shift and Enter begin a new line.
    at("question").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.ask(at("question").value);
    });
    at("asked").addEventListener("change", () => this.#choose(at("asked").value));
    at("page-back").addEventListener("click", () => this.#turn(-1));
    at("page-next").addEventListener("click", () => this.#turn(1));
    at("answer-show").addEventListener("click", () => this.#toggle());
  }

  /** Put a question to the desk and look at the answer here. */
  async ask(text) {
    const question = text.trim();
    if (!question || this.#room.busy || isIdle(at("ask-now"))) return;
    at("question").value = question;
    this.#asking = true;
    setText(at("ask-now"), "Asking …");
    const done = await this.#room.ask(question);
    this.#asking = false;
    setText(at("ask-now"), "Ask");
    if (!done) return;
    at("question").value = "";
    this.#choose(this.#room.told.answers.at(-1)?.id);
    this.#say("The answer is here. Nobody else sees it yet.");
  }

  update(told) {
    if (told.answers.length && !told.answers.some((asked) => asked.id === this.#chosen)) this.#chosen = told.answers.at(-1).id;
    const shown = shownAnswer(told);
    if (shown && shown.id === this.#chosen) this.#page = shown.page;
    keep(
      at("asked"),
      told.answers,
      (asked) => asked.id,
      (asked) => el("option", { value: asked.id, text: asked.question }),
    );
    at("asked").value = this.#chosen ?? "";
    show(at("ask"), !told.ended);
    show(at("answer"), told.answers.length > 0);
    this.#draw();
    this.allow(!this.#room.busy);
  }

  allow(yes) {
    const asked = this.#asked();
    able(at("ask-now"), yes && !this.#asking);
    able(at("answer-show"), yes && !this.#room.told.ended);
    able(at("page-back"), yes && this.#page > 0);
    able(at("page-next"), yes && asked !== undefined && this.#page + 1 < asked.screen.pages.length);
  }

  #asked() {
    return this.#room.told.answers.find((asked) => asked.id === this.#chosen);
  }

  #isShown() {
    return shownAnswer(this.#room.told)?.id === this.#chosen;
  }

  #choose(id) {
    this.#chosen = id;
    this.#page = this.#isShown() ? shownAnswer(this.#room.told).page : 0;
    at("asked").value = id ?? "";
    this.#draw();
    this.allow(!this.#room.busy);
  }

  #draw() {
    const asked = this.#asked();
    if (!asked) return;
    const { pages } = asked.screen;
    this.#page = Math.min(this.#page, pages.length - 1);
    const shown = this.#isShown();
    setText(at("answer-status"), STATUS[asked.answer.status] ?? asked.answer.status);
    setText(at("page-title"), shown ? "This page is on the screen" : "As the screen would show it");
    setText(at("page-number"), `Page ${this.#page + 1} of ${pages.length}`);
    setAttribute(at("page").parentElement, "class", shown ? "page shown" : "page");
    fillBlocks(at("page"), pageBlocks(pages[this.#page]));
    setText(at("answer-show"), shown ? "Take it off" : "Show on the screen");
    refill(at("whole-answer"), asked.id, () => wholeAnswer(asked.answer));
  }

  #turn(by) {
    const page = this.#page + by;
    if (this.#room.busy || page < 0 || page >= (this.#asked()?.screen.pages.length ?? 0)) return;
    if (this.#isShown()) {
      this.#room.change("screen", { show: { kind: "answer", id: this.#chosen, page } });
      return;
    }
    this.#page = page;
    this.#draw();
    this.allow(true);
  }

  #toggle() {
    if (isIdle(at("answer-show"))) return;
    this.#room.change("screen", { show: this.#isShown() ? null : { kind: "answer", id: this.#chosen, page: this.#page } });
  }
}

function shownAnswer({ room }) {
  return room.shown?.kind === "answer" ? room.shown : undefined;
}
