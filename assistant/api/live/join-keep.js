/* What a phone keeps of a room: its name in it, and the vote that was given until the desk has it. */
"use strict";

/* localStorage, or memory where the browser forbids it. */
window.roomStore = (function () {
  const memory = {};
  function tried(act) {
    try {
      return act(window.localStorage);
    } catch (error) {
      return null; // blocked, or full
    }
  }
  return {
    get: function (key) { return key in memory ? memory[key] : tried(function (s) { return s.getItem(key); }); },
    set: function (key, value) { memory[key] = value; tried(function (s) { s.setItem(key, value); }); },
    remove: function (key) { delete memory[key]; tried(function (s) { s.removeItem(key); }); }
  };
})();

/* The vote on its way, sent again and again.
   `state` is the feed's; `line` has: key, call(method, path, body, done), pause(from, spread), told(how, cast), forgotten(), end(). */
window.roomBallot = function (state, line) {
  const store = window.roomStore;
  const place = line.key + "-vote";
  let timer = null;
  let sending = false;

  function kept() {
    try {
      return JSON.parse(store.get(place));
    } catch (error) {
      return null;
    }
  }

  function give(cast) {
    if (state.pending) return;
    state.pending = cast;
    store.set(place, JSON.stringify(cast));
    line.told("sending", cast);
    send();
  }

  function send() {
    const cast = state.pending;
    if (!cast || sending || !state.person || state.over) return;
    clearTimeout(timer);
    sending = true;
    const body = { person: state.person, scenario: cast.scenario, round: cast.round, option: cast.option };
    line.call("POST", "/votes", body, function (status, json) {
      sending = false;
      if (status === 200 || status === 201) {
        state.voted = state.voted.concat([json]);
        settle("kept", json);
      } else if (status === 403) {
        line.forgotten();
      } else if (status === 404) {
        line.end();
      } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        settle("late", cast);
      } else {
        line.told("waits", cast);
        timer = setTimeout(send, line.pause(1000, 2000));
      }
    });
  }

  function settle(how, cast) {
    state.pending = null;
    store.remove(place);
    line.told(how, cast);
  }

  function drop() {
    clearTimeout(timer);
    store.remove(place);
  }

  state.pending = kept();
  return { give: give, send: send, drop: drop };
};
