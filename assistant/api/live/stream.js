// Follows the events of the desk, comes back after a broken connection, and asks by and by where events do not come at all.

import { Problem, send, unreached } from "./api.js";

const SILENCE = 45_000; // the desk sends a heartbeat every 15 seconds
const POLL_EVERY = 2_000;
const POLLED_FOR = 16_000;
const FAILURES_BEFORE_POLLING = 3;
const LONGEST_WAIT = 8_000;

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
  const fields = block
    .split("\n")
    // With `s`: what somebody wrote may hold separators that end a line for a dot, and for nothing else here.
    .map((line) => /^(event|data): ?(.*)$/s.exec(line))
    .filter(Boolean);
  const data = fields
    .filter(([, name]) => name === "data")
    .map(([, , value]) => value)
    .join("\n");
  if (!data) return null;
  return [fields.find(([, name]) => name === "event")?.[2] ?? "message", JSON.parse(data)];
}
