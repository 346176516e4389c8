/* The phone page: one question at a time, what has been read so far below it, and a line to the facilitator. */
"use strict";

(function () {
  const page = window.roomPage();
  const t = page.t;
  const parts = page.parts;
  const el = parts.el;
  const fill = page.fill;
  const entering = window.roomEntering(page, begin);
  const voting = window.roomVoting(page);
  const sendForm = window.roomSending(page);
  const opened = {}; // what the reader has unfolded

  function spaced(letters) {
    return letters.slice(0, 3) + " " + letters.slice(3);
  }

  /* ---- before the room, and after it ---- */

  function begin() {
    page.draw = function () {
      page.frame(["notice", "wait"]);
      fill("wait", [], function () { return [page.title(t("joining")), el("p", null, t("moment"))]; });
      notice();
    };
    page.draw();
    page.feed = window.roomFeed(page.code, {
      room: function (now, casts) { arrived(now, casts); },
      offline: function (offline) { notice(); page.say(t(offline ? "offline" : "online")); },
      vote: function (how, cast) { voting.came(how, cast); },
      ended: over,
      refused: function (why) {
        page.feed = null;
        entering.show({ "unknown-room": "code_unknown", "room-full": "room_full" }[why] || "code_often");
      }
    });
  }

  function over() {
    page.feed = null;
    page.room = null;
    page.draw = function () {
      page.frame(["over"]);
      fill("over", [], function () {
        return [page.title(t("ended")), el("p", null, t("ended_what")), el("p", null, t("end_what")),
          el("p", null, el("a", { href: "/join" }, t("another")))];
      });
    };
    page.draw();
    page.say(t("ended") + ". " + t("ended_what"));
  }

  /* ---- in the room ---- */

  function arrived(now, casts) {
    const first = !page.room;
    page.room = now;
    page.voted = casts;
    if (first) {
      page.frame(["notice", "head", "above", "now", "below", "case", "clauses", "questions", "parking", "send", "foot"]);
      page.draw = drawRoom;
      if (page.feed && page.feed.state.pending) voting.resume(page.feed.state.pending);
    }
    drawRoom();
    announce();
  }

  function announce() {
    const room = page.room;
    const over = room.shown && room.shown.kind !== "join" ? t("on_screen") + ": " + (heading(room.shown) || "") : "";
    const outcome = room.results.length ? t("results") : "";
    const text = [room.paused ? t("paused") : stepName(), over, outcome].filter(Boolean).join(". ");
    if (text !== page.announced) page.say(text);
    page.announced = text;
  }

  function heading(shown) {
    if (shown.answer) return shown.answer.pages[shown.page].heading;
    if (shown.clause) return shown.clause.label;
    return shown.item ? t(shown.item.kind === "question" ? "question_from" : "parked_from") : "";
  }

  function stepName() {
    return t("step_" + page.room.step.kind);
  }

  function notice() {
    fill("notice", [!!(page.feed && page.feed.state.offline)], function () {
      return page.feed && page.feed.state.offline ? el("p.offline", null, t("offline")) : null;
    });
  }

  function drawRoom() {
    const room = page.room;
    const kind = room.step.kind;
    const story = room.case;
    const mustVote = room.vote && room.vote.open && !voting.castIn(room.vote.round);
    notice();
    fill("head", [kind, room.paused, story && [story.number, story.title]], function () {
      return [
        story ? el("p.kicker", null, t("kicker", { number: story.number, of: story.of }) + " · ", el("span", { lang: "en" }, story.title)) : null,
        page.title(room.paused ? t("paused") : stepName()),
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
    const room = page.room;
    if (!room.shown || room.shown.kind === "join") return null;
    return el("section.card.over", { "aria-labelledby": "shown" }, el("h2", { id: "shown" }, t("on_screen")), parts.shown(room));
  }

  function nowKey() {
    const room = page.room;
    const { kind, scenario, index } = room.step;
    const { paused, vote, results, movement, clause } = room;
    return [kind, scenario, index, paused, vote, results, movement, voting.casting(), page.voted, clause && clause.id];
  }

  function now(kind) {
    const room = page.room;
    const story = room.case;
    if (kind === "join") return el("p.lead", null, t("join_what"));
    if (room.quoted) return [parts.list(room.quoted.questions, "prompts"), el("p.where", { lang: "en" }, room.quoted.label)];
    if (kind === "story") return parts.paragraphs(story.story);
    if (kind === "prompts") return parts.list(story.prompts, "prompts");
    if (room.vote) return voting.part();
    if (kind === "discussion") return [parts.list(story.prompts, "prompts"), parts.results(room, page.voted) || parts.options(room)];
    if (kind === "clause") return [el("h2", { lang: "en" }, room.clause.label), parts.clauseText(room.clause)];
    if (kind === "movement") return parts.results(room, page.voted);
    if (kind === "consultation") return parts.consultation(room);
    if (kind === "twist") return parts.paragraphs(story.twist);
    return [el("p.lead", null, t("end_what")), el("p", null, t("end_open"))];
  }

  /* ---- what has been, and what people say ---- */

  function drawSoFar(kind) {
    const room = page.room;
    const story = room.case;
    fill("case", story && [story, kind, room.results, page.voted], function () {
      if (!story || kind === "story") return null;
      return folded("case", t("the_case"), [
        parts.paragraphs(story.story),
        story.twist && kind !== "twist" ? [el("h2", null, t("step_twist")), parts.paragraphs(story.twist)] : null,
        story.prompts.length && kind !== "prompts" && kind !== "discussion" ? [el("h2", null, t("prompts")), parts.list(story.prompts, "prompts")] : null,
        story.options.length && !room.vote && kind !== "discussion" && kind !== "movement" ? [el("h2", null, t("options")), parts.results(room, page.voted) || parts.options(room)] : null
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

  /* ---- the beginning ---- */

  page.code = entering.read(decodeURIComponent(window.location.pathname.split("/")[2] || ""));
  if (entering.isCode(page.code)) page.draw = begin;
  else page.draw = function () { entering.show(page.code ? "code_wrong" : undefined); };
  page.speak();
})();
