/* Where the phone page begins without a room: the six letters are typed here. */
"use strict";

/* Gives {show(fault), read(typed), isCode(letters)}; `begin` is called once there is a code in `page.code`. */
window.roomEntering = function (page, begin) {
  const t = page.t;
  const el = page.parts.el;

  function read(typed) {
    return typed.replace(/[\s.-]+/g, "").toUpperCase();
  }

  function isCode(letters) {
    return /^[BCDFGHJKLMNPQRSTVWXZ]{6}$/.test(letters);
  }

  function entering(fault) {
    page.draw = function () { entering(fault); };
    page.frame(["enter"]);
    const field = el("input", {
      id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "20",
      value: page.code, "aria-describedby": "code-fault", "aria-invalid": fault ? "true" : null
    });
    field.addEventListener("input", function () { page.code = field.value; });
    function submit(event) {
      event.preventDefault();
      page.code = read(field.value);
      if (isCode(page.code)) {
        window.history.replaceState(null, "", "/join/" + page.code);
        begin();
      } else {
        page.code = field.value;
        entering("code_wrong");
        document.getElementById("code").focus();
      }
    }
    page.fill("enter", [fault], function () {
      return [
        page.title(t("enter")),
        el("form", { novalidate: true, onsubmit: submit },
          el("label", { for: "code" }, t("code")),
          el("p.note", null, t("enter_what")),
          field,
          el("p.fault", { id: "code-fault" }, fault ? t(fault) : null),
          el("button.main", { type: "submit" }, t("join"))),
        el("p.note", null, t("nameless"))
      ];
    });
    if (fault) page.say(t(fault));
  }

  return { show: entering, read: read, isCode: isCode };
};
