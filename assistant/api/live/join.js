/* The phone page: one question at a time, what has been read so far below it, and a line to the facilitator. */
"use strict";

(function () {
  const store = window.roomStore;
  const texts = window.roomTexts;
  const main = document.getElementById("main");
  const said = document.getElementById("said");
  const button = document.getElementById("language");
  const parts = window.roomParts(t);
  const el = parts.el;
  const opened = {}; // what the reader has unfolded
  const draft = { kind: "question", text: "" }; // what the reader is about to send
  let language = store.get("ethics-desk-language") || (/^es/i.test(navigator.language || "") ? "es" : "en");
  let feed = null;
  let code = "";
  let room = null;
  let voted = [];
  let casting = null; // {how, cast} of the vote on its way
  let announced = "";
  let drawn = {}; // what each part of the page was last made from
  let draw = entering;

  function t(name, values) {
    const text = texts[language][name];
    return values ? text.replace(/\{(\w+)\}/g, function (all, slot) { return values[slot]; }) : text;
  }

  function say(text) {
    said.textContent = text;
  }

  function spaced(letters) {
    return letters.slice(0, 3) + " " + letters.slice(3);
  }

  /* The page afresh, with the named parts that follow fill in by need. */
  function frame(names) {
    while (main.firstChild) main.removeChild(main.firstChild);
    drawn = {};
    names.forEach(function (name) { main.appendChild(el("div", { id: "part-" + name })); });
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
    return el("h1", null, text);
  }

  /* ---- before the room ---- */

  function entering(fault) {
    draw = function () { entering(fault); };
    frame(["enter"]);
    const field = el("input", {
      id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "20",
      value: code, "aria-describedby": "code-fault", "aria-invalid": fault ? "true" : null
    });
    field.addEventListener("input", function () { code = field.value; });
    function submit(event) {
      event.preventDefault();
      code = field.value.replace(/[\s.-]+/g, "").toUpperCase();
      if (/^[BCDFGHJKLMNPQRSTVWXZ]{6}$/.test(code)) {
        window.history.replaceState(null, "", "/join/" + code);
        begin();
      } else {
        code = field.value;
        entering("code_wrong");
        document.getElementById("code").focus();
      }
    }
    fill("enter", [fault], function () {
      return [
        title(t("enter")),
        el("form", { novalidate: true, onsubmit: submit },
          el("label", { for: "code" }, t("code")),
          el("p.note", null, t("enter_what")),
          field,
          el("p.fault", { id: "code-fault" }, fault ? t(fault) : null),
          el("button.main", { type: "submit" }, t("join"))),
        el("p.note", null, t("nameless"))
      ];
    });
    if (fault) say(t(fault));
  }

  function begin() {
    draw = function () {
      frame(["notice", "wait"]);
      fill("wait", [], function () { return [title(t("joining")), el("p", null, t("moment"))]; });
      notice();
    };
    draw();
    feed = window.roomFeed(code, {
      room: function (now, casts) { arrived(now, casts); },
      offline: function (offline) { notice(); say(t(offline ? "offline" : "online")); },
      vote: function (how, cast) { cameVote(how, cast); },
      ended: over,
      refused: function (why) {
        feed = null;
        entering({ "unknown-room": "code_unknown", "room-full": "room_full" }[why] || "code_often");
      }
    });
  }

  function over() {
    feed = null;
    room = null;
    draw = function () {
      frame(["over"]);
      fill("over", [], function () {
        return [title(t("ended")), el("p", null, t("ended_what")), el("p", null, t("end_what")),
          el("p", null, el("a", { href: "/join" }, t("another")))];
      });
    };
    draw();
    say(t("ended") + ". " + t("ended_what"));
  }

  /* ---- in the room ---- */

  function arrived(now, casts) {
    const first = !room;
    room = now;
    voted = casts;
    if (first) {
      frame(["notice", "head", "above", "now", "below", "case", "clauses", "questions", "parking", "send", "foot"]);
      draw = drawRoom;
      if (feed && feed.state.pending) casting = { how: "waits", cast: feed.state.pending };
    }
    drawRoom();
    announce();
  }

  function announce() {
    const over = room.shown && room.shown.kind !== "join" ? t("on_screen") + ": " + (heading(room.shown) || "") : "";
    const outcome = room.results.length ? t("results") : "";
    const text = [room.paused ? t("paused") : stepName(), over, outcome].filter(Boolean).join(". ");
    if (text !== announced) say(text);
    announced = text;
  }

  function heading(shown) {
    if (shown.answer) return shown.answer.pages[shown.page].heading;
    if (shown.clause) return shown.clause.label;
    return shown.item ? t(shown.item.kind === "question" ? "question_from" : "parked_from") : "";
  }

  function stepName() {
    return t("step_" + room.step.kind);
  }

  function castIn(round) {
    return voted.filter(function (cast) { return cast.scenario === room.step.scenario && cast.round === round; })[0];
  }

  function optionOf(id) {
    return room.case.options.filter(function (option) { return option.id === id; })[0];
  }

  function notice() {
    fill("notice", [!!(feed && feed.state.offline)], function () {
      return feed && feed.state.offline ? el("p.offline", null, t("offline")) : null;
    });
  }

  function drawRoom() {
    const kind = room.step.kind;
    const story = room.case;
    const mustVote = room.vote && room.vote.open && !castIn(room.vote.round);
    notice();
    fill("head", [kind, room.paused, story && [story.number, story.title]], function () {
      return [
        story ? el("p.kicker", null, t("kicker", { number: story.number, of: story.of }) + " · ", el("span", { lang: "en" }, story.title)) : null,
        title(room.paused ? t("paused") : stepName()),
        room.paused ? el("p", null, t("paused_what")) : null
      ];
    });
    const onScreen = room.shown && room.shown.kind !== "join" ? room.shown : null;
    fill("above", [mustVote ? null : onScreen], mustVote ? nothing : shownSection);
    fill("below", [mustVote ? onScreen : null], mustVote ? shownSection : nothing);
    fill("now", nowKey(), function () { return room.paused ? null : now(kind); });
    drawSoFar(kind);
    fill("send", [], sendForm);
    fill("foot", [room.title], function () {
      return el("footer", null,
        el("p", null, el("b", null, t("room", { code: spaced(room.code) })), " · ", el("span", { lang: "en" }, room.title)),
        t("english") ? el("p", null, t("english")) : null,
        el("p", null, t("nameless")));
    });
  }

  function nothing() {
    return null;
  }

  function shownSection() {
    if (!room.shown || room.shown.kind === "join") return null;
    return el("section.card.over", { "aria-labelledby": "shown" }, el("h2", { id: "shown" }, t("on_screen")), parts.shown(room));
  }

  function nowKey() {
    const { kind, scenario, index } = room.step;
    return [kind, scenario, index, room.paused, room.vote, room.results, room.movement, casting, voted, room.clause && room.clause.id];
  }

  function now(kind) {
    const story = room.case;
    if (kind === "join") return el("p.lead", null, t("join_what"));
    if (room.quoted) return [parts.list(room.quoted.questions, "prompts"), el("p.where", { lang: "en" }, room.quoted.label)];
    if (kind === "story") return parts.paragraphs(story.story);
    if (kind === "prompts") return parts.list(story.prompts, "prompts");
    if (room.vote) return votePart();
    if (kind === "discussion") return [parts.list(story.prompts, "prompts"), parts.results(room, voted) || parts.options(room)];
    if (kind === "clause") return [el("h2", { lang: "en" }, room.clause.label), parts.clauseText(room.clause)];
    if (kind === "movement") return parts.results(room, voted);
    if (kind === "consultation") return parts.consultation(room);
    if (kind === "twist") return parts.paragraphs(story.twist);
    return [el("p.lead", null, t("end_what")), el("p", null, t("end_open"))];
  }

  /* ---- voting ---- */

  function votePart() {
    const vote = room.vote;
    const cast = castIn(vote.round);
    const mine = casting && casting.cast.scenario === vote.scenario && casting.cast.round === vote.round ? casting : null;
    const shown = room.results.filter(function (result) { return result.round === vote.round; }).length > 0;
    const told = [];
    if (mine && mine.how !== "kept") told.push(el("p.told", null, t("vote_" + mine.how, { letter: optionOf(mine.cast.option).letter })));
    if (cast && !shown) told.push(chosen(cast));
    if (shown) return [told, parts.results(room, voted)];
    if (cast || (mine && mine.how !== "late")) return told;
    if (!vote.open) return [told, el("p", null, t("vote_closed")), parts.options(room)];
    return [told, voteForm(vote)];
  }

  function chosen(cast) {
    const option = optionOf(cast.option);
    return el("div.card", null,
      el("p.kept", null, t("vote_kept")),
      el("p", null, t("vote_chose", { letter: option.letter }), " ", el("span", { lang: "en" }, option.text)),
      el("p.note", null, t("vote_hidden")));
  }

  function voteForm(vote) {
    const first = vote.round === 2 ? castIn(1) : null;
    const fault = el("p.fault", { id: "vote-fault" });
    const form = el("form", { novalidate: true, onsubmit: submit },
      el("fieldset", { "aria-describedby": "vote-fault" },
        el("legend", null, t("legend")),
        first ? el("p.note", null, t("vote_first_was", { letter: optionOf(first.option).letter })) : null,
        room.case.options.map(function (option) {
          return el("label.choice", null,
            el("input", { type: "radio", name: "option", value: option.id }),
            el("b.letter", null, option.letter), el("span", { lang: "en" }, option.text));
        })),
      fault,
      el("button.main", { type: "submit" }, t("vote")),
      el("p.note", null, t("vote_note")));
    function submit(event) {
      event.preventDefault();
      const picked = form.querySelector("input:checked");
      if (picked) {
        feed.vote({ scenario: vote.scenario, round: vote.round, option: picked.value });
      } else {
        fault.textContent = t("vote_none");
        say(t("vote_none"));
      }
    }
    return form;
  }

  function cameVote(how, cast) {
    casting = { how: how, cast: cast };
    voted = feed.state.voted;
    if (!room) return;
    drawRoom();
    const option = room.case && optionOf(cast.option);
    if (option && how !== "sending") say(t("vote_" + how, { letter: option.letter }));
  }

  /* ---- what has been, and what people say ---- */

  function drawSoFar(kind) {
    const story = room.case;
    fill("case", story && [story, kind, room.results, voted], function () {
      if (!story || kind === "story") return null;
      return folded("case", t("the_case"), [
        parts.paragraphs(story.story),
        story.twist && kind !== "twist" ? [el("h2", null, t("step_twist")), parts.paragraphs(story.twist)] : null,
        story.prompts.length && kind !== "prompts" && kind !== "discussion" ? [el("h2", null, t("prompts")), parts.list(story.prompts, "prompts")] : null,
        story.options.length && !room.vote && kind !== "discussion" && kind !== "movement" ? [el("h2", null, t("options")), parts.results(room, voted) || parts.options(room)] : null
      ]);
    });
    const read = room.revealed.filter(function (clause) { return !room.clause || clause.id !== room.clause.id; }).reverse();
    fill("clauses", read.map(function (clause) { return clause.id; }), function () {
      return read.length ? el("section", { "aria-labelledby": "clauses" },
        el("h2", { id: "clauses" }, t("clauses")), el("p.note", null, t("clauses_note")),
        read.map(function (clause) { return folded(clause.id, clause.label, parts.clauseText(clause), "en"); })) : null;
    });
    ["questions", "parking"].forEach(function (name) {
      const items = name === "questions" ? room.questions : room.parked;
      fill(name, items, function () {
        return items.length ? el("section", { "aria-labelledby": name },
          el("h2", { id: name }, t(name)),
          el("ul.items", null, items.map(function (item) { return el("li", null, item.text); }))) : null;
      });
    });
  }

  function folded(name, label, inside, lang) {
    const made = el("details", { open: !!opened[name] }, el("summary", { lang: lang }, label), inside);
    made.addEventListener("toggle", function () { opened[name] = made.open; });
    return made;
  }

  /* ---- sending ---- */

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
      say(t(name));
    }
    function submit(event) {
      event.preventDefault();
      if (!text.value.trim()) return tell("send_empty");
      return feed.send(draft.kind, text.value.trim(), function (status, slug) {
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

  /* ---- language, and the beginning ---- */

  function speak() {
    const other = language === "en" ? "es" : "en";
    document.documentElement.lang = language;
    button.textContent = texts[other].own_name;
    button.lang = other;
    button.hidden = false;
    draw();
  }

  button.addEventListener("click", function () {
    language = language === "en" ? "es" : "en";
    store.set("ethics-desk-language", language);
    announced = "";
    speak();
  });

  code = decodeURIComponent(window.location.pathname.split("/")[2] || "").replace(/[\s.-]+/g, "").toUpperCase();
  if (/^[BCDFGHJKLMNPQRSTVWXZ]{6}$/.test(code)) draw = function () { begin(); };
  else if (code) draw = function () { entering("code_wrong"); };
  speak();
})();
