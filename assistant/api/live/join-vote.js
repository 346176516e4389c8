/* The vote on the phone page: the form, what was chosen, and how its sending goes. */
"use strict";

/* Gives {part(), castIn(round), came(how, cast), resume(cast), casting()}; `casting` is {how, cast} of the vote on its way, or null. */
window.roomVoting = function (page) {
  const t = page.t;
  const parts = page.parts;
  const el = parts.el;
  let casting = null;

  function castIn(round) {
    return page.voted.filter(function (cast) { return cast.scenario === page.room.step.scenario && cast.round === round; })[0];
  }

  function optionOf(id) {
    return page.room.case.options.filter(function (option) { return option.id === id; })[0];
  }

  function votePart() {
    const vote = page.room.vote;
    const cast = castIn(vote.round);
    const mine = casting && casting.cast.scenario === vote.scenario && casting.cast.round === vote.round ? casting : null;
    const shown = page.room.results.filter(function (result) { return result.round === vote.round; }).length > 0;
    const told = [];
    if (mine && mine.how !== "kept") told.push(el("p.told", null, t("vote_" + mine.how, { letter: optionOf(mine.cast.option).letter })));
    if (cast && !shown) told.push(chosen(cast));
    if (shown) return [told, parts.results(page.room, page.voted)];
    if (cast || (mine && mine.how !== "late")) return told;
    if (!vote.open) return [told, el("p", null, t("vote_closed")), parts.options(page.room)];
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
        page.room.case.options.map(function (option) {
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
        page.feed.vote({ scenario: vote.scenario, round: vote.round, option: picked.value });
      } else {
        fault.textContent = t("vote_none");
        page.say(t("vote_none"));
      }
    }
    return form;
  }

  function cameVote(how, cast) {
    casting = { how: how, cast: cast };
    page.voted = page.feed.state.voted;
    if (!page.room) return;
    page.draw();
    const option = page.room.case && optionOf(cast.option);
    if (option && how !== "sending") page.say(t("vote_" + how, { letter: option.letter }));
  }

  return {
    part: votePart, castIn: castIn, came: cameVote,
    casting: function () { return casting; },
    resume: function (cast) { casting = { how: "waits", cast: cast }; }
  };
};
