// The desk's HTTP for the facilitator's pages: the key of this tab, problems in words, downloads, and a stream that comes back.

const KEY = "ethics-desk-key";
const PATIENCE = 15_000;
const SILENCE = 45_000; // the desk sends a heartbeat every 15 seconds
const POLL_EVERY = 2_000;
const POLLED_FOR = 16_000;
const FAILURES_BEFORE_POLLING = 3;
const LONGEST_WAIT = 8_000;

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

/**
 * Follow the events of a path until the function that is given back is called.
 *
 * `on` has a function for each event; after `ended` nothing is followed any more. `state` is told "live", "polling" or "lost". `poll` is
 * called every two seconds while events do not come. `refused` is told the Problem after which there is no use in trying again.
 */
export function stream(path, { on, state, poll, refused }) {
  let stopped = false;
  let failures = 0;
  let current = null;
  let wake = () => {};
  const hurry = () => document.hidden || wake();

  async function listen() {
    current = new AbortController();
    const reply = await send("GET", path, undefined, current.signal);
    for await (const [event, data] of events(reply, current)) {
      if (stopped) return;
      failures = 0;
      state("live");
      if (event === "ended") stopped = true;
      on[event]?.(data);
    }
  }

  async function pollUntil(end) {
    let lost = false;
    while (!stopped && performance.now() < end) {
      try {
        await poll();
        state("polling");
        // The desk is back: its events may be too.
        if (lost) return;
      } catch (error) {
        if (isFinal(error)) throw error;
        lost = true;
        state("lost");
      }
      await pause(POLL_EVERY);
    }
  }

  function pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function follow() {
    while (!stopped) {
      try {
        await listen();
      } catch (error) {
        if (isFinal(error)) throw error;
      }
      failures += 1;
      if (failures > 1) state("lost");
      if (failures >= FAILURES_BEFORE_POLLING) await pollUntil(performance.now() + POLLED_FOR);
      // Jitter, so that all the pages of a desk that was restarted do not come back in the same instant.
      else await pause(Math.min(LONGEST_WAIT, 500 * 2 ** failures) * (0.5 + Math.random() / 2));
    }
  }

  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  follow().catch((error) => stopped || refused(asProblem(error)));
  return () => {
    stopped = true;
    current?.abort();
    wake();
    removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
  };
}

async function send(method, path, body, signal) {
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

function unreached(error) {
  const late = error.name === "TimeoutError";
  return new Problem(0, "no-connection", late ? "The desk did not answer in time." : "No connection to the desk.");
}

function asProblem(error) {
  return error instanceof Problem ? error : new Problem(0, "", String(error));
}

function isFinal(error) {
  return error instanceof Problem ? [401, 403, 404, 410].includes(error.status) : true;
}

async function* events(reply, controller) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const silence = setTimeout(() => controller.abort(), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parsed(block);
        if (event) yield event;
      }
    }
  } catch (error) {
    throw error instanceof SyntaxError ? error : unreached(error);
  }
}

/** The name and the data of an event; null for a comment, which is a heartbeat. */
function parsed(block) {
  const fields = block.split("\n").map((line) => /^(event|data): ?(.*)$/.exec(line)).filter(Boolean);
  const data = fields.filter(([, name]) => name === "data").map(([, , value]) => value).join("\n");
  if (!data) return null;
  return [fields.find(([, name]) => name === "event")?.[2] ?? "message", JSON.parse(data)];
}
