/** The stream of the page: opened, watched for silence, opened again where it left off. */

import { askToSignIn, isSignedOut, whenBack } from "./deskPost.js";
import { byId, open, root, say, tab } from "./deskRoot.js";

/** The server beats every 5 s. */
const silence = 20_000;
const connection = byId("connection");
let listeners;
let source;
let since = Number(byId("lines").dataset.at);
let moved = false;
let failures = 0;
let silenceTimer;
let reopenTimer;
let noteTimer;

/** `told` has a function for each event; `after` gives the newest line the page has. */
export function openStream(told) {
  listeners = told;
  connect();
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  window.addEventListener("online", connect);
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  // A page that is left gives its slot back at once.
  window.addEventListener("pagehide", () => source.close());
  whenBack(connect);
}

function connect() {
  clearTimeout(reopenTimer);
  source?.close();
  moved = false;
  const query = new URLSearchParams(root.dataset.query);
  query.set("since", String(since));
  if (open !== undefined) {
    query.set("conversation", open);
    query.set("after", String(listeners.after()));
    query.set("page", tab);
  }
  source = new EventSource(`/console/stream?${query}`);
  on("inbox", (text) => {
    const news = JSON.parse(text);
    since = news.at;
    listeners.inbox(news);
  });
  on("entry", (text) => listeners.entry(JSON.parse(text)));
  on("alert", (text) => listeners.alert(JSON.parse(text)));
  on("parts", (text) => listeners.parts(JSON.parse(text)));
  on("beat", (text) => {
    since = Number(text);
  });
  on("gone", () => end(say.gone));
  on("moved", () => {
    moved = true;
    end(say.moved);
  });
  on("signed-out", () => {
    end("");
    askToSignIn();
  });
  source.addEventListener("error", lost);
  heardFrom();
}

function on(event, act) {
  source.addEventListener(event, ({ data }) => {
    heardFrom();
    failures = 0;
    if (!isSignedOut()) note("", 0);
    act(data);
  });
}

function end(words) {
  clearTimeout(silenceTimer);
  source.close();
  note(words, 0);
}

function heardFrom() {
  clearTimeout(silenceTimer);
  silenceTimer = setTimeout(() => {
    note(say.lost, 0);
    connect();
  }, silence);
}

function lost() {
  failures += 1;
  // A blink is no news.
  note(say.lost, 3_000);
  if (source.readyState !== EventSource.CLOSED) return;
  clearTimeout(silenceTimer);
  clearTimeout(reopenTimer);
  if (failures > 1) void probe();
  const wait = Math.min(30_000, 1_000 * 2 ** failures);
  reopenTimer = setTimeout(connect, wait * (0.5 + Math.random() / 2));
}

/** A stream that is refused does not say why: it may be that the session is over. */
async function probe() {
  const response = await fetch("/console/desk/session", {
    headers: { Accept: "application/json", "X-Background": "1" },
  }).catch(() => undefined);
  if (response?.status !== 401) return;
  clearTimeout(reopenTimer);
  note("", 0);
  askToSignIn();
}

function note(words, delay) {
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => {
    if (!isSignedOut() && connection.textContent !== words) connection.textContent = words;
  }, delay);
}

function look() {
  if (document.hidden || isSignedOut()) return;
  if (moved || source.readyState === EventSource.CLOSED) connect();
}
