// Driving the room from the screen: only in a window that the console opened, which knows the room's id and, where one is needed, the key.

/** Gives {may(), next(), back(), results(), pause()}; each move is asked for at the version that is on the screen. */
export async function driver(code, current, refresh) {
  const id = sessionStorage.getItem("ethics-desk-room");
  const key = sessionStorage.getItem("ethics-desk-key");
  const address = `/v1/rooms/${encodeURIComponent(id ?? "")}`;
  const headers = { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let busy = false;

  /* The window may drive where the id is that of this very room. */
  async function owns() {
    if (!id) return false;
    try {
      const answer = await fetch(address, { headers });
      return answer.ok && (await answer.json()).room.code === code;
    } catch {
      return null; // nobody knows yet
    }
  }

  async function post(what, body) {
    const room = current();
    if (!room || busy) return;
    busy = true;
    try {
      await fetch(`${address}/${what}`, { method: "POST", headers, body: JSON.stringify({ seen: room.version, ...body }) });
    } catch {
      // The mark on the slide says that there is no connection; the key can be pressed again.
    } finally {
      busy = false;
      refresh();
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

  let mine = await owns();
  return {
    async may() {
      mine ??= await owns();
      return mine === true;
    },
    next: () => turn(1),
    back: () => turn(-1),
    results() {
      const { vote } = current();
      if (vote) post("results", { scenario: vote.scenario, round: vote.round });
    },
    pause: () => post("pause", { paused: !current().paused }),
  };
}
