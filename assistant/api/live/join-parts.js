/* The parts that the phone page is made of. Every text is set as text, never as markup. */
"use strict";

window.roomParts = function (t) {
  /* An element: `el("p.note", {lang: "en"}, "text", child, …)`; a property that is null is left out. */
  function el(what, properties) {
    const names = what.split(".");
    const made = document.createElement(names[0]);
    if (names.length > 1) made.className = names.slice(1).join(" ");
    Object.keys(properties || {}).forEach(function (name) {
      const value = properties[name];
      if (value === null || value === undefined || value === false) return;
      if (name.slice(0, 2) === "on") made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    });
    for (let n = 2; n < arguments.length; n += 1) put(made, arguments[n]);
    return made;
  }

  function put(parent, child) {
    if (Array.isArray(child)) child.forEach(function (one) { put(parent, one); });
    else if (child || child === 0) parent.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
  }

  function paragraphs(text) {
    return text.split(/\n+/).filter(Boolean).map(function (one) { return el("p.story", { lang: "en" }, one); });
  }

  function list(texts, kind) {
    return el("ul." + kind, { lang: "en" }, texts.map(function (text) { return el("li", null, text); }));
  }

  /* A clause, word for word, with the code's own opening of it before it. */
  function clauseText(clause) {
    return el("div.clause", { lang: "en" },
      clause.stem ? el("p.stem", null, clause.stem) : null,
      el("blockquote", null, clause.text.split(/\n+/).map(function (one) { return el("p", null, one); })),
      el("p.where", null, clause.code + " · " + clause.section));
  }

  function votes(n) {
    return n === 1 ? t("votes_1") : t("votes_n", { n: n });
  }

  function labels(refs) {
    return refs.map(function (ref) { return ref.label; }).join(", ");
  }

  function optionHead(option, yours) {
    return el("p.way", null,
      el("b.letter", null, option.letter), " ", el("span", { lang: "en" }, option.text),
      yours ? el("span.yours", null, t("yours")) : null);
  }

  function reasons(option) {
    return [
      option.speaks_for.length ? el("p.reason", null, t("speaks_for", { labels: labels(option.speaks_for) })) : null,
      option.speaks_against.length ? el("p.reason", null, t("speaks_against", { labels: labels(option.speaks_against) })) : null
    ];
  }

  function bar(count, all, name) {
    const percent = all ? Math.round((100 * count) / all) : 0;
    const filled = el("span.filled");
    filled.style.width = percent + "%";
    return el("p.bar", null,
      name ? el("span.round", null, name) : null,
      el("span.track", { "aria-hidden": "true" }, filled),
      el("span.number", null, t("share", { votes: votes(count), percent: percent })));
  }

  /* The outcomes that have been shown, each option with a bar for each of them. */
  function results(room, voted) {
    const shown = room.results;
    if (!shown.length) return null;
    const told = shown.filter(function (result) { return result.counts; });
    const few = shown.filter(function (result) { return !result.counts; });
    return el("div.results", null,
      few.map(function (result) {
        return el("p", null, t("results_" + result.round) + ": " + votes(result.votes) + ". " + t("too_few"));
      }),
      told.length ? el("ol.ways", null, room.case.options.map(function (option) {
        const yours = voted.some(function (cast) {
          return cast.option === option.id && cast.scenario === shown[0].scenario && cast.round === shown[shown.length - 1].round;
        });
        return el("li", null, optionHead(option, yours), told.map(function (result) {
          return bar(result.counts[option.id] || 0, result.votes, t("results_" + result.round));
        }), reasons(option));
      })) : null,
      room.movement ? el("p.moved", null,
        room.movement.changed === null ? t("moved_too_few") : t("moved", { both: room.movement.both, changed: room.movement.changed })) : null);
  }

  function options(room) {
    return el("ol.ways", null, room.case.options.map(function (option) {
      return el("li", null, optionHead(option, false), reasons(option));
    }));
  }

  function consultation(room) {
    return el("ul.who", null, room.case.consult.map(function (referral) {
      const names = referral.labels.join(", ");
      return el("li", null,
        el("h2", null, t("who_" + referral.who)),
        el("p", { lang: "en" }, referral.why),
        names ? el("p.where", { lang: "en" }, names) : null);
    }));
  }

  /* What the projector shows over the step. */
  function shown(room) {
    const over = room.shown;
    if (over.item) {
      return [el("h3", null, t(over.item.kind === "question" ? "question_from" : "parked_from")), el("p.quoted", null, over.item.text)];
    }
    if (over.clause) return [el("h3", { lang: "en" }, over.clause.label), clauseText(over.clause)];
    if (!over.answer) return null;
    const page = over.answer.pages[over.page];
    return [
      page.heading === over.answer.question ? null : el("p.quoted", null, over.answer.question),
      el("h3", { lang: "en" }, page.heading),
      page.lines.map(function (line) {
        return el("p", { lang: "en" }, line.lead ? el("b", null, line.lead + " ") : null, line.text,
          line.labels.length ? el("span.where", null, " " + line.labels.join(", ")) : null);
      }),
      page.clause ? [el("p", { lang: "en" }, el("b", null, page.clause.label)), clauseText(page.clause)] : null,
      el("p.note", null, t("page_of", { page: over.page + 1, of: over.answer.pages.length }))
    ];
  }

  return {
    el: el, put: put, paragraphs: paragraphs, list: list, clauseText: clauseText, results: results, options: options,
    consultation: consultation, shown: shown, optionHead: optionHead
  };
};
