/* What the parts of the phone page share: its words in the reader's language, and places that are filled again by need. */
"use strict";

/* Beside its functions: `draw` makes the page again as it stands, `room` and `voted` are what the feed told last. */
window.roomPage = function () {
  const store = window.roomStore;
  const texts = window.roomTexts;
  const main = document.getElementById("main");
  const said = document.getElementById("said");
  const button = document.getElementById("language");
  const parts = window.roomParts(t);
  let language = store.get("ethics-desk-language") || (/^es/i.test(navigator.language || "") ? "es" : "en");
  let drawn = {}; // what each part of the page was last made from

  function t(name, values) {
    const text = texts[language][name];
    return values ? text.replace(/\{(\w+)\}/g, function (all, slot) { return values[slot]; }) : text;
  }

  function say(text) {
    said.textContent = text;
  }

  /* The page afresh, with the named parts that follow fill in by need. */
  function frame(names) {
    while (main.firstChild) main.removeChild(main.firstChild);
    drawn = {};
    names.forEach(function (name) { main.appendChild(parts.el("div", { id: "part-" + name })); });
  }

  /* Fills a part where what it is made from has changed; the focus stays in it, if it was there. */
  function fill(name, key, make) {
    const made = JSON.stringify([language, key]);
    const place = document.getElementById("part-" + name);
    if (!place || drawn[name] === made) return;
    drawn[name] = made;
    const focused = place.contains(document.activeElement);
    while (place.firstChild) place.removeChild(place.firstChild);
    parts.put(place, make());
    if (focused) {
      place.setAttribute("tabindex", "-1");
      place.focus();
    }
  }

  function title(text) {
    document.title = text + " · Ethics Desk";
    return parts.el("h1", null, text);
  }

  function speak() {
    const other = language === "en" ? "es" : "en";
    document.documentElement.lang = language;
    button.textContent = texts[other].own_name;
    button.lang = other;
    button.hidden = false;
    page.draw();
  }

  button.addEventListener("click", function () {
    language = language === "en" ? "es" : "en";
    store.set("ethics-desk-language", language);
    page.announced = "";
    speak();
  });

  const page = {
    t: t, say: say, parts: parts, frame: frame, fill: fill, title: title, speak: speak,
    draw: null, feed: null, code: "", room: null, voted: [], announced: ""
  };
  return page;
};
