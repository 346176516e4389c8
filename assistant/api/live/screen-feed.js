// The screen's line to its room: a stream, opened again with growing pauses, and now and then a question whether the room is still there.

const CHECK = 20000;

/** `told` has: room(room), counts(counts), lost(), found(), ended(), unknown(). Gives a function that asks for the room at once. */
export function follow(code, told) {
  const address = `/v1/join/${code}`;
  let stream = null;
  let pauses = 0;
  let timer = 0;
  let known = false;
  let over = false;

  function finish(how) {
    over = true;
    stream?.close();
    clearTimeout(timer);
    how();
  }

  function take(room) {
    known = true;
    pauses = 0;
    told.found();
    if (room.ended) finish(told.ended);
    else told.room(room);
  }

  function open() {
    clearTimeout(timer);
    stream?.close();
    stream = new EventSource(`${address}/events?counts=true`);
    stream.addEventListener("room", (event) => take(JSON.parse(event.data)));
    stream.addEventListener("counts", (event) => told.counts(JSON.parse(event.data)));
    stream.addEventListener("ended", () => finish(told.ended));
    stream.addEventListener("error", lost);
    timer = setTimeout(check, CHECK);
  }

  function lost() {
    if (over) return;
    stream?.close();
    stream = null;
    pauses += 1;
    clearTimeout(timer);
    timer = setTimeout(check, Math.min(500 * 2 ** pauses, 10000) * (0.75 + Math.random() / 2));
  }

  async function check() {
    if (over) return;
    clearTimeout(timer);
    try {
      const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (over) return;
      if (answer.status === 404) return void finish(known ? told.ended : told.unknown);
      // Somebody in this network tries out codes; the events come all the same.
      if (answer.status === 429 && stream) return void (timer = setTimeout(check, CHECK));
      if (!answer.ok) throw new TypeError(`status ${answer.status}`);
      take((await answer.json()).room);
      if (over) return;
      if (stream) timer = setTimeout(check, CHECK);
      else open();
    } catch {
      if (over) return;
      told.lost();
      lost();
    }
  }

  window.addEventListener("online", check);
  window.addEventListener("offline", () => { if (!over) told.lost(); lost(); });
  check();
  return check;
}
