// A facilitator's own scenarios: the list, or the editor over one of them, as the address says.

import { Problem, api, takeKeyFromAddress } from "./api.js";
import { at, setText, show } from "./dom.js";
import { askForKey, offerToForget } from "./key.js";
import { edit } from "./scenarios_editor.js";
import { blank, ofTheDesk, shaped } from "./scenarios_model.js";
import { overview } from "./scenarios_overview.js";
import { Names } from "./scenarios_picker.js";

let editing = false;

/** Tell what went wrong, or with null that nothing is wrong any more. What is being written stays while a key is asked for. */
function problem(error) {
  if (error instanceof Problem && error.wantsKey) return askForKey(error, () => (editing ? problem(null) : start()));
  show(at("problem"), error !== null);
  setText(at("problem"), error === null ? "" : error.message);
  return undefined;
}

function heard(text) {
  setText(at("heard"), text);
}

async function open(draft, kept) {
  const [{ clauses }, { topics }] = await Promise.all([api("GET", "/v1/clauses"), api("GET", "/v1/topics")]);
  show(at("overview"), false);
  editing = true;
  edit(draft, kept, {
    clauses: new Names(clauses, at("clause-names")),
    topics: new Names(topics.map(({ id, title }) => ({ id, label: title })), at("topic-names")),
    heard,
    problem,
  });
}

async function opened(draft) {
  await open(shaped(draft), null);
  at("main").focus();
}

async function chosen() {
  const asked = new URLSearchParams(location.search);
  if (asked.has("id")) {
    const kept = await api("GET", `/v1/own-scenarios/${encodeURIComponent(asked.get("id"))}`);
    return open(shaped(kept.draft), kept);
  }
  if (asked.has("from")) return open(ofTheDesk(await api("GET", `/v1/scenarios/${encodeURIComponent(asked.get("from"))}`)), null);
  if (asked.has("new")) return open(blank(), null);
  return overview({ open: (draft) => opened(draft).catch(problem), problem });
}

function start() {
  offerToForget(at("forget"));
  chosen().catch(problem);
}

takeKeyFromAddress();
start();
