/* A line to the facilitator: a question, or something for the parking lot. */
"use strict";

/* Gives a function that makes the form; what the reader is about to send outlives it. */
window.roomSending = function (page) {
  const t = page.t;
  const el = page.parts.el;
  const draft = { kind: "question", text: "" };

  function sendForm() {
    const most = 400;
    const text = el("textarea", { id: "words", rows: "4", maxlength: String(most), "aria-describedby": "send-note send-count" });
    const count = el("p.note", { id: "send-count" });
    const told = el("p.told", { id: "send-told" });
    text.value = draft.text;
    function counted() {
      draft.text = text.value;
      count.textContent = t("send_count", { n: text.value.length, of: most });
    }
    function tell(name) {
      told.textContent = t(name);
      page.say(t(name));
    }
    function submit(event) {
      event.preventDefault();
      if (!text.value.trim()) return tell("send_empty");
      return page.feed.send(draft.kind, text.value.trim(), function (status, slug) {
        if (status === 202 || status === 200) {
          text.value = "";
          counted();
          tell("send_done");
        } else {
          tell(slug === "room-full" ? "send_full" : status >= 400 && status < 500 && status !== 429 ? "send_refused" : "send_failed");
        }
      });
    }
    text.addEventListener("input", counted);
    counted();
    return el("section", { "aria-labelledby": "send" },
      el("h2", { id: "send" }, t("send")),
      el("form", { novalidate: true, onsubmit: submit },
        el("fieldset", null, el("legend", null, t("send_kind")), ["question", "parking"].map(function (kind) {
          return el("label.choice", null,
            el("input", { type: "radio", name: "kind", value: kind, checked: draft.kind === kind, onchange: function () { draft.kind = kind; } }),
            el("span", null, t("send_" + kind)));
        })),
        el("label", { for: "words" }, t("send_text")),
        el("p.note", { id: "send-note" }, t("send_note")),
        text, count,
        el("button", { type: "submit" }, t("send_button")), told));
  }

  return sendForm;
};
