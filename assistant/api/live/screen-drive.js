// Driving the room from the screen: only in a window that the console opened, which knows the room's id and, where one is needed, the key.

const PATIENCE = 8000;

/** Gives {may(), next(), back(), results(), pause()}; each move is asked for at the version that is on the screen. */
export async function driver(code, current, refresh) {
  const id = sessionStorage.getItem("ethics-desk-room");
  const key = sessionStorage.getItem("ethics-desk-key");
  const address = `/v1/rooms/${encodeURIComponent(id ?? "")}`;
  const headers = { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let busy = false;
  let asked = 0; // the version at which the command under way was asked for
  let waiting = null;

  /* The window may drive where the id is that of this very room. */
  async function owns() {
    if (!id) return false;
    try {
      const answer = await fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE) });
      // A desk that is just being started has said nothing of whose room it is.
      if (answer.status >= 500 || answer.status === 429) return null;
      return answer.ok && (await answer.json()).room.code === code;
    } catch {
      return null; // nobody knows yet
    }
  }

  async function post(what, body, again = true) {
    const before = current();
    if (!before || busy) return;
    busy = true;
    asked = before.version;
    const stale = await sent(what, { seen: before.version, ...body });
    await refresh();
    busy = false;
    const then = waiting;
    waiting = null;
    if (then) return then();
    // A question from the room changes its version too: where only that has come, the key is meant all the same.
    if (stale && again && course(before) === course(current())) await post(what, body, false);
  }

  /* Gives whether the room has changed since it was seen here. */
  async function sent(what, body) {
    try {
      // Without an end to the waiting, a network that swallows a request would leave every key after it without effect.
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(`${address}/${what}`, { method: "POST", headers, body: JSON.stringify(body), signal });
      return answer.status === 409;
    } catch {
      return false; // the mark on the slide says that there is no connection; the key can be pressed again
    }
  }

  function turn(by) {
    const { step, steps, shown, paused } = current();
    const page = shown?.kind === "answer" ? shown.page + by : -1;
    if (shown) {
      const show = page >= 0 && page < shown.answer.pages.length ? { kind: "answer", id: shown.id, page } : null;
      return post("screen", { show });
    }
    if (paused) return post("pause", { paused: false });
    const to = step.index + by;
    return to >= 0 && to < steps ? post("moves", { to }) : undefined;
  }

  /* A key that is pressed once the picture has changed is meant for it, though the answer to the last one is still under way. */
  function press(act) {
    if (!busy) act();
    else if (current().version !== asked) waiting = act;
  }

  let mine = await owns();
  return {
    async may() {
      mine ??= await owns();
      return mine === true;
    },
    next: () => press(() => turn(1)),
    back: () => press(() => turn(-1)),
    results: () =>
      press(() => {
        const { vote } = current();
        if (vote) post("results", { scenario: vote.scenario, round: vote.round });
      }),
    pause: () => press(() => post("pause", { paused: !current().paused })),
  };
}

/* What is looked at before a key is pressed: where the room stands, what is over it, and which votes are over. */
function course({ ended, paused, step, shown, results, vote }) {
  return JSON.stringify([ended, paused, step.index, shown?.kind, shown?.id, shown?.page, results, vote]);
}
