/* A phone's line to its room: joins it once, follows it by a stream or by asking again and again, and sends a vote until it is kept. */
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

/* `told` has: room(room, voted), offline(bool), ended(), refused(slug), vote(state, cast). */
window.roomFeed = function (code, told) {
  const store = window.roomStore;
  const address = "/v1/join/" + code;
  const key = "ethics-desk-room-" + code;
  const state = { person: store.get(key), room: null, voted: [], pending: kept(), offline: false, over: false };
  let stream = null;
  let failures = 0; // of the stream, in a row
  let tries = 0; // of asking, in a row
  let timer = null;
  let voteTimer = null;
  let watch = null;
  let voting = false;
  let asking = false;

  function kept() {
    try {
      return JSON.parse(store.get(key + "-vote"));
    } catch (error) {
      return null;
    }
  }

  /* Sends a request; `done` gets the status, 0 where nothing came back, and the JSON or null. */
  function call(method, path, body, done) {
    const request = new XMLHttpRequest();
    request.open(method, address + path);
    request.timeout = 15000;
    if (body) request.setRequestHeader("Content-Type", "application/json");
    // With it the desk knows us from somebody beside us who tries out codes.
    if (state.person) request.setRequestHeader("X-Room-Person", state.person);
    request.onloadend = function () {
      let json = null;
      try {
        json = JSON.parse(request.responseText);
      } catch (error) {
        json = null;
      }
      if (state.over) return;
      const status = request.status === 200 && !json ? 0 : request.status; // a network's own log-in page is no answer
      setOffline(status === 0 || status >= 500);
      done(status, json);
    };
    request.send(body ? JSON.stringify(body) : null);
  }

  function setOffline(offline) {
    if (offline === state.offline) return;
    state.offline = offline;
    told.offline(offline);
  }

  function slug(json) {
    return json && json.type ? String(json.type).split(":").pop() : "";
  }

  function pause(from, spread) {
    return from + Math.random() * spread;
  }

  /* Asks for the room, or joins it, and goes on from there. */
  function ask() {
    clearTimeout(timer);
    if (asking) return; // two at once would join twice
    asking = true;
    if (state.person) call("GET", "", null, answered);
    else call("POST", "", {}, answered);
  }

  function answered(status, json) {
    asking = false;
    if (status === 200 || status === 201) {
      tries = 0;
      if (json.person) {
        state.person = json.person;
        store.set(key, json.person);
      }
      state.voted = merged(json.voted);
      take(json.room);
      follow();
      flush();
    } else if (status === 404) {
      if (state.room || state.person) end();
      else refuse("unknown-room");
    } else if (!state.room && status >= 400 && status < 500 && status !== 408) {
      refuse(status === 429 ? "too-many" : slug(json));
    } else {
      tries += 1;
      later(Math.min(1000 * Math.pow(2, tries), 10000));
    }
  }

  function later(most) {
    clearTimeout(timer);
    timer = setTimeout(ask, pause(most / 2, most / 2));
  }

  function merged(voted) {
    return (voted && voted.length) || !state.voted.length ? voted || [] : state.voted;
  }

  function take(room) {
    if (room.ended) return end();
    if (state.room && room.version < state.room.version) return undefined;
    state.room = room;
    return told.room(room, state.voted);
  }

  /* Opens the stream; where there is none, or it failed three times in a row, asks every few seconds. */
  function follow() {
    if (state.over) return;
    clearTimeout(timer);
    if (stream || !window.EventSource || failures >= 3) {
      // A stream that died without a word is found out by asking now and then.
      timer = setTimeout(ask, stream ? pause(60000, 30000) : pause(3000, 2000));
      return;
    }
    stream = new window.EventSource(address + "/events");
    watch = setTimeout(lost, 10000);
    stream.addEventListener("room", function (event) {
      clearTimeout(watch);
      failures = 0;
      setOffline(false);
      take(JSON.parse(event.data));
    });
    stream.addEventListener("ended", end);
    stream.onerror = lost;
    timer = setTimeout(ask, pause(60000, 30000));
  }

  function lost() {
    hangUp();
    failures += 1;
    if (!state.over) later(2000);
  }

  function hangUp() {
    clearTimeout(watch);
    if (stream) stream.close();
    stream = null;
  }

  function vote(cast) {
    if (state.pending) return;
    state.pending = cast;
    store.set(key + "-vote", JSON.stringify(cast));
    told.vote("sending", cast);
    flush();
  }

  function flush() {
    const cast = state.pending;
    if (!cast || voting || !state.person || state.over) return;
    clearTimeout(voteTimer);
    voting = true;
    const body = { person: state.person, scenario: cast.scenario, round: cast.round, option: cast.option };
    call("POST", "/votes", body, function (status, json) {
      voting = false;
      if (status === 200 || status === 201) {
        state.voted = state.voted.concat([json]);
        settle("kept", json);
      } else if (status === 403) {
        state.person = null;
        store.remove(key);
        ask();
      } else if (status === 404) {
        end();
      } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        settle("late", cast);
      } else {
        told.vote("waits", cast);
        voteTimer = setTimeout(flush, pause(1000, 2000));
      }
    });
  }

  function settle(how, cast) {
    state.pending = null;
    store.remove(key + "-vote");
    told.vote(how, cast);
  }

  function refuse(why) {
    state.over = true;
    hangUp();
    clearTimeout(timer);
    told.refused(why);
  }

  function end() {
    if (state.over) return;
    state.over = true;
    hangUp();
    clearTimeout(timer);
    clearTimeout(voteTimer);
    store.remove(key);
    store.remove(key + "-vote");
    told.ended();
  }

  function send(kind, text, done) {
    call("POST", "/items", { person: state.person, kind: kind, text: text }, function (status, json) {
      done(status, slug(json));
    });
  }

  function wake() {
    if (state.over || document.hidden) return;
    failures = 0;
    ask();
    flush();
  }

  window.addEventListener("online", wake);
  window.addEventListener("offline", function () {
    if (state.over) return;
    setOffline(true);
    hangUp();
    later(2000);
  });
  document.addEventListener("visibilitychange", wake);
  ask();
  return { vote: vote, send: send, state: state };
};
