// The list of own scenarios, what a new one can begin with, and the import of a text.

import { api } from "./api.js";
import { at, el, setText, show } from "./dom.js";
import { inWords } from "./scenarios_faults.js";

const SUFFIXES = { yaml: "yaml", yml: "yaml", md: "markdown", markdown: "markdown" };

/** Show the overview; `open` is given the draft of an imported text. */
export async function overview({ open, problem }) {
  const [{ scenarios: own }, { scenarios: ours }] = await Promise.all([api("GET", "/v1/own-scenarios"), api("GET", "/v1/scenarios")]);
  at("kept").replaceChildren(...own.map(line));
  show(at("none-kept"), own.length === 0);
  at("begin-with").replaceChildren(...ours.map(({ id, title }) => el("option", { value: id, text: title })));
  at("begin").onsubmit = (event) => {
    event.preventDefault();
    location.href = `/live/scenarios?from=${encodeURIComponent(at("begin-with").value)}`;
  };
  at("import-file").onchange = read;
  at("import").onsubmit = async (event) => {
    event.preventDefault();
    const text = at("import-text").value;
    try {
      const found = await api("POST", "/v1/own-scenarios/check", { text, format: at("import-format").value });
      problem(null);
      showChecked(found, open);
    } catch (error) {
      problem(error);
    }
  };
  show(at("overview"), true);
}

function line({ id, title, changed, presentable, faults }) {
  const state = presentable ? "can be presented" : `${faults} ${faults === 1 ? "fault" : "faults"}`;
  return el(
    "li", {},
    el("a", { href: `/live/scenarios?id=${id}`, text: title || "Without a title" }),
    el("span", { class: `tag ${presentable ? "whole" : "faulty"}`, text: state }),
    el("span", { class: "quiet" }, "changed ", el("time", { datetime: changed, text: new Date(changed).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) })),
  );
}

async function read() {
  const [file] = at("import-file").files;
  if (!file) return;
  at("import-text").value = await file.text();
  at("import-format").value = SUFFIXES[file.name.split(".").pop().toLowerCase()] ?? at("import-format").value;
}

function showChecked(found, open) {
  const title = typeof found.draft.title === "string" && found.draft.title ? `“${found.draft.title}”` : "The text";
  const count = found.faults.length;
  const told = found.presentable ? `${title} can be presented as it is.` : `${title} has ${count} ${count === 1 ? "fault" : "faults"}. They can be mended here or in the editor.`;
  const listed = (all) => el("ul", {}, ...all.map((fault) => el("li", { text: `${fault.line ? `Line ${fault.line}. ` : ""}${inWords(fault.field)}: ${fault.detail}` })));
  const into = el("button", { type: "button", class: "main", text: "Open it in the editor", on: { click: () => open(found.draft) } });
  at("imported").replaceChildren(
    el("p", { text: told }),
    ...(count ? [listed(found.faults)] : []),
    ...(found.remarks.length ? [el("p", { text: "For you to weigh:" }), listed(found.remarks)] : []),
    into,
  );
  show(at("imported"), true);
  at("imported").focus();
}
