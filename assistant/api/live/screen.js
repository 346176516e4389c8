// The projector's page: shows the room's step, and moves it where the console opened this window.
import { driver } from "./screen-drive.js";
import { follow } from "./screen-feed.js";
import { paged, unit } from "./screen-fit.js";
import { el, spaced } from "./screen-parts.js";
import { secondPress } from "./second-press.js";
import { slide } from "./screen-slides.js";

const THEME = "ethics-desk-screen-theme";
const [box, inner, black] = ["box", "inner", "black"].map((id) => document.getElementById(id));
const code = decodeURIComponent(location.pathname.split("/").at(-1)).replace(/[\s.-]/g, "").toUpperCase();
const place = { url: document.querySelector('meta[name="room-url"]').content, qr: el("img") };
place.qr.src = `/live/qr/${encodeURIComponent(code)}.svg`;
place.qr.alt = `QR code of ${place.url}/join/${code}`;
let [room, counts, shown, page, turning, since] = [null, null, null, 0, 0, null];

const put = (id, words) => { const at = document.getElementById(id); if (at.textContent !== words) at.textContent = words; };

/* ---- the slide ---- */

function draw() {
  if (!room) return;
  const made = slide(room, counts, place);
  const fresh = shown?.key !== made.key;
  put("kicker", made.kicker);
  put("title", made.title);
  document.getElementById("title").className = made.title.length > 48 ? "long" : "";
  inner.className = made.kind ?? "";
  foot();
  shown = { key: made.key, title: made.title, ...paged(box, inner, made) };
  page = fresh ? 0 : Math.min(page, shown.pages.length - 1);
  turn(page);
  document.documentElement.dataset.version = room.version;
  if (!fresh) return;
  inner.classList.add("enter");
  put("said", made.title);
  document.title = `${made.title} · Ethics Desk`;
  clearTimeout(turning);
  turnByItself();
}

function turn(to) {
  page = to;
  inner.replaceChildren(...shown.pages[page]);
  inner.style.fontSize = `${shown.size * unit()}px`;
  put("page", shown.pages.length > 1 ? `Page ${page + 1} of ${shown.pages.length}` : "");
}

/* A text on several pages turns when it has been read, unless somebody turns it by a key. */
function turnByItself() {
  if (shown.pages.length < 2) return;
  turning = setTimeout(() => {
    turn((page + 1) % shown.pages.length);
    turnByItself();
  }, 8000 + inner.textContent.length * 60);
}

function foot() {
  const join = document.getElementById("join");
  const joining = room.step.kind === "join" || room.shown?.kind === "join";
  const address = `${place.url.replace(/^https?:\/\//, "")}/join `;
  join.replaceChildren(...(joining || room.ended ? [] : [address, el("b", spaced(room.code))]));
  document.getElementById("foot").style.setProperty("--way", `${(100 * room.step.index) / Math.max(room.steps - 1, 1)}%`);
}

function notice(title, words) {
  put("title", title);
  put("said", title);
  inner.replaceChildren(el("p.big", words));
}

/* ---- the line to the room ---- */

const ask = follow(code, {
  room(now) {
    if (room && now.version < room.version) return;
    if (counts && now.step.index !== room?.step.index) counts = { ...counts, votes: 0 };
    room = now;
    draw();
  },
  counts(now) { counts = now; draw(); },
  lost() {
    since ??= new Date();
    put("mark", `no connection since ${since.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
  },
  found() { since = null; put("mark", ""); },
  ended() {
    if (room) { room = { ...room, ended: true, shown: null }; draw(); }
    put("mark", "");
  },
  unknown() { notice("No room is open under this code", "It may have ended. Open the screen from the console again."); },
});
const drive = driver(code, () => room, ask);

/* ---- keys ---- */

const KEYS = { ArrowRight: "next", PageDown: "next", " ": "next", Enter: "next", ArrowLeft: "back", PageUp: "back", Backspace: "back", r: "results", p: "pause" };
const early = secondPress();
let hinting = 0;

function hint(words) {
  put("hint", words);
  clearTimeout(hinting);
  hinting = setTimeout(() => put("hint", ""), 4000);
}

async function steer(what) {
  const by = { next: 1, back: -1 }[what] ?? 0;
  clearTimeout(turning);
  if (by && shown?.pages[page + by]) return turn(page + by);
  const wheel = await drive;
  if (!room || room.ended) return undefined;
  if (!(await wheel.may())) return hint("This screen only shows. The room is led from the console.");
  const held = endsVote(what) ? early(room, counts) : "";
  return held ? hint(held) : wheel[what]();
}

/* Whether a key shows the outcome of the vote at hand: by name, or by going on to how the room moved. */
function endsVote(what) {
  return what === "results" || (what === "next" && room.step.kind === "second_vote" && !room.shown && !room.paused);
}

function theme(name) {
  document.documentElement.dataset.theme = name;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const what = KEYS[key];
  if (key === "b" || key === "." || (what && !black.hidden)) black.hidden = key === "b" || key === "." ? !black.hidden : true;
  else if (key === "f") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  else if (key === "d") remember(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  else if (what && !event.repeat) steer(what);
  else if (!what) return;
  event.preventDefault();
}

function remember(name) {
  theme(name);
  try { localStorage.setItem(THEME, name); } catch { /* forbidden here: it holds until the window closes */ }
}

function remembered() {
  try { return localStorage.getItem(THEME); } catch { return null; }
}

theme(remembered() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (now) => { if (!remembered()) theme(now.matches ? "dark" : "light"); });
window.addEventListener("keydown", onKey);
new ResizeObserver(draw).observe(document.documentElement);

/* Keeps the machine from falling asleep, where the browser can. */
async function stayAwake() {
  if (document.hidden || !navigator.wakeLock) return;
  try { await navigator.wakeLock.request("screen"); } catch { /* refused, as on a low battery */ }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
