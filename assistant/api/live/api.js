// The desk's HTTP for the facilitator's pages: the key of this tab, problems in words, and downloads.

const KEY = "ethics-desk-key";
const PATIENCE = 15_000;

/** What went wrong, in one sentence and what to do; `status` is 0 where the desk could not be reached, `slug` names the problem. */
export class Problem extends Error {
  constructor(status, slug, detail, hint = "") {
    super([detail, hint].filter(Boolean).join(" "));
    Object.assign(this, { status, slug, detail, hint });
  }

  /** Whether a key is missing, wrong, or may not do this. */
  get wantsKey() {
    return this.status === 401 || (this.status === 403 && this.slug !== "not-joined");
  }
}

/** The facilitator's key, kept for this tab only; "" for none. */
export function key() {
  return sessionStorage.getItem(KEY) ?? "";
}

/** Keep the key for this tab, or forget it with "". */
export function setKey(value) {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

/** Take the key out of an address that ends in #key=…, so that it stays in neither the address bar nor the history. */
export function takeKeyFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given === null) return;
  setKey(given.trim());
  history.replaceState(null, "", location.pathname + location.search);
}

/** Send a request; gives the JSON of the reply, null where there is none. Throws Problem. */
export async function api(method, path, body, { patience = PATIENCE } = {}) {
  const reply = await send(method, path, body, AbortSignal.timeout(patience));
  try {
    return reply.status === 204 ? null : await reply.json();
  } catch (error) {
    throw unreached(error);
  }
}

/** Save the file that a request is answered with, under the name the desk gives it or else under `name`. Throws Problem. */
export async function download(method, path, body, name) {
  const reply = await send(method, path, body, AbortSignal.timeout(4 * PATIENCE));
  const url = URL.createObjectURL(await reply.blob().catch((error) => Promise.reject(unreached(error))));
  const link = document.createElement("a");
  link.href = url;
  link.download = /filename="?([^";]+)"?/.exec(reply.headers.get("Content-Disposition") ?? "")?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Send a request; gives a reply that is well. Throws Problem. */
export async function send(method, path, body, signal) {
  const headers = { Accept: "application/json, text/event-stream, */*" };
  if (key()) headers.Authorization = `Bearer ${key()}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let reply;
  try {
    reply = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal, cache: "no-store" });
  } catch (error) {
    throw unreached(error);
  }
  if (reply.ok) return reply;
  throw await problemOf(reply);
}

async function problemOf(reply) {
  try {
    const { type = "", detail, hint } = await reply.json();
    return new Problem(reply.status, type.split(":").pop(), detail ?? `The desk answered ${reply.status}.`, hint);
  } catch {
    return new Problem(reply.status, "", `The desk answered ${reply.status}.`, "Try again in a moment.");
  }
}

/** The Problem that stands for a connection that failed. */
export function unreached(error) {
  const late = error.name === "TimeoutError";
  return new Problem(0, "no-connection", late ? "The desk did not answer in time." : "No connection to the desk.");
}
