// Asks for the facilitator's key where the desk wants one, and lets it be forgotten.

import { key, setKey } from "./api.js";
import { at, el, setText, show } from "./dom.js";

/** Ask for the key in place of the page; `problem` says why, `again` is called with the key kept. */
export function askForKey(problem, again) {
  const main = document.querySelector("main");
  const form = at("key") ?? build();
  setText(form.querySelector("[role=alert]"), key() ? `This key did not do: ${problem.detail}` : problem.detail);
  main.prepend(form);
  main.classList.add("locked");
  show(main, true);
  const field = form.querySelector("input");
  field.value = "";
  field.focus();
  form.onsubmit = (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    setKey(field.value.trim());
    form.remove();
    main.classList.remove("locked");
    again();
  };
}

/** A button that forgets the key of this tab; it is there only while there is one. */
export function offerToForget(node) {
  show(node, key() !== "");
  node.onclick = () => {
    setKey("");
    location.reload();
  };
}

function build() {
  return el(
    "form",
    { id: "key", class: "panel key", "aria-labelledby": "key-title", autocomplete: "off" },
    el("h2", { id: "key-title", text: "The facilitator's key" }),
    el("p", { role: "alert" }),
    el("label", { for: "key-field", text: "Key" }),
    el("input", { id: "key-field", type: "password", autocomplete: "off", spellcheck: "false", required: true }),
    el(
      "p",
      { class: "quiet" },
      "Whoever runs the desk makes one with ",
      el("code", { text: "ethics-desk keys create NAME --scope ask --scope facilitate" }),
      ". It is kept in this tab only, until you close it.",
    ),
    el("button", { type: "submit", class: "main", text: "Use this key" }),
  );
}
