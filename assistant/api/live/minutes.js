// The files of a room: its minutes in each format, and its votes.

import { download } from "./api.js";

/** Each file: what it is called on a button, and how it is saved, given the room's id and the paper. */
export const FILES = [
  ["PDF", (id, paper) => saveMinutes(id, "pdf", paper)],
  ["Word (DOCX)", (id, paper) => saveMinutes(id, "docx", paper)],
  ["Markdown", (id, paper) => saveMinutes(id, "markdown", paper)],
  ["Votes (CSV)", (id) => download("GET", `${path(id)}/votes.csv`, undefined, "votes.csv")],
];

async function saveMinutes(id, format, paper) {
  const here = { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  const save = (zone) =>
    download("POST", `${path(id)}/minutes`, { format, paper, ...zone }, `minutes.${format === "markdown" ? "md" : format}`);
  try {
    await save(here);
  } catch (problem) {
    // A desk that does not know this place's time zone tells the times in its own.
    if (problem.status !== 422) throw problem;
    await save({});
  }
}

function path(id) {
  return `/v1/rooms/${encodeURIComponent(id)}`;
}
