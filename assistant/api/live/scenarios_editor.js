// The editor: a draft, its fields, its faults as they are now, saving, exporting, deleting.

import { api, download } from "./api.js";
import { able, at, isIdle, setText, show } from "./dom.js";
import { showFaults } from "./scenarios_faults.js";
import { buildForm } from "./scenarios_form.js";
import { sent } from "./scenarios_model.js";
import { suggestionsPanel } from "./scenarios_suggestions.js";

const PATH = "/v1/own-scenarios";
const CHECK_AFTER = 700;
const SUGGEST_AFTER = 1500;

/** Edit a draft; `kept` is what the desk has of it, null for a new one. `clauses` and `topics` are Names. */
export function edit(draft, kept, { clauses, topics, heard, problem }) {
  let unsaved = kept === null;
  let checks = 0;
  let timers = {};

  const later = (name, milliseconds, act) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, milliseconds);
  };
  const suggestions = suggestionsPanel(draft, { changed, refused: problem, heard });
  const refresh = buildForm(draft, { clauses, topics, changed, heard, suggest: suggestions.option });

  function changed(field) {
    unsaved = true;
    refresh();
    suggestions.refresh();
    tell();
    later("check", CHECK_AFTER, check);
    if (field === "story") later("suggest", SUGGEST_AFTER, suggestions.story);
  }

  function tell(saved = "") {
    at("state").classList.toggle("unsaved", unsaved);
    setText(at("state"), unsaved ? "Not saved" : saved || "Saved");
    setText(at("heading"), draft.title || "A new scenario");
    document.title = `${unsaved ? "• " : ""}${draft.title || "A new scenario"} · Ethics Desk`;
    show(at("delete"), kept !== null);
  }

  async function check() {
    const turn = (checks += 1);
    try {
      const found = await api("POST", `${PATH}/check`, { draft: sent(draft) });
      if (turn === checks) showFaults(found);
    } catch (error) {
      problem(error);
    }
  }

  async function save() {
    const button = at("save");
    if (isIdle(button)) return false;
    able(button, false);
    const before = JSON.stringify(draft);
    try {
      const body = { draft: sent(draft), ...(kept ? { seen: kept.changed } : {}) };
      kept = await api(kept ? "PUT" : "POST", kept ? `${PATH}/${kept.id}` : PATH, body);
      history.replaceState(null, "", `/live/scenarios?id=${kept.id}`);
      unsaved = JSON.stringify(draft) !== before;
      checks += 1;
      showFaults(kept);
      problem(null);
      tell(`Saved at ${new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}`);
      return true;
    } catch (error) {
      problem(error);
      return false;
    } finally {
      able(button, true);
    }
  }

  async function exported(format, suffix) {
    if (unsaved && !(await save())) return;
    try {
      await download("GET", `${PATH}/${kept.id}/export?format=${format}`, undefined, `scenario.${suffix}`);
    } catch (error) {
      problem(error);
    }
  }

  async function removed() {
    try {
      await api("DELETE", `${PATH}/${kept.id}`);
      unsaved = false;
      location.href = "/live/scenarios";
    } catch (error) {
      problem(error);
    }
  }

  at("editor").onsubmit = (event) => {
    event.preventDefault();
    save();
  };
  at("as-yaml").onclick = () => exported("yaml", "yaml");
  at("as-markdown").onclick = () => exported("markdown", "md");
  at("delete").onclick = () => at("sure").showModal();
  at("sure").onclose = () => at("sure").returnValue === "yes" && removed();
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
    event.preventDefault();
    save();
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved && worthKeeping(draft)) event.preventDefault();
  });
  refresh();
  tell();
  show(at("editor"), true);
  if (kept) showFaults(kept);
  else check();
  suggestions.story();
}

/** Whether anything was written: nobody is held back by an empty page. */
function worthKeeping(draft) {
  return Boolean(draft.title || draft.story || draft.options.some((option) => option.text));
}
