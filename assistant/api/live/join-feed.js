/* A phone's line to its room: joins it once, and follows it by a stream or by asking again and again. */
"use strict";

/* `told` has: room(room, voted), offline(bool), ended(), refused(slug), vote(state, cast). */
window.roomFeed = function (code, told) {
  const store = window.roomStore;
  const address = "/v1/join/" + code;
  const key = "ethics-desk-room-" + code;
  const state = { person: store.get(key), room: null, voted: [], pending: null, offline: false, over: false };
  let stream = null;
  let failures = 0; // of the stream, in a row
  let tries = 0; // of asking, in a row
  let timer = null;
  let watch = null;
  let asking = false;
  const ballot = window.roomBallot(state, { key: key, call: call, pause: pause, told: told.vote, forgotten: forgotten, end: end });

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
      ballot.send();
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

  /* The desk does not know this phone by its name any more: it joins again. */
  function forgotten() {
    state.person = null;
    store.remove(key);
    ask();
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
    ballot.drop();
    store.remove(key);
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
    ballot.send();
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
  return { vote: ballot.give, send: send, state: state };
};
