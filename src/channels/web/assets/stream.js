/** The event stream: opened, watched for silence, and opened again. */

import { byId } from "./element.js";

const connection = byId("connection");
/** The server beats every 20 s; silence this long means a connection that died unnoticed. */
const silence = 50_000;
let told;
let source;
let moved = false;
let failures = 0;
let silenceTimer;
let reopenTimer;
let noteTimer;

/**
 * Opens it and keeps it open. `after()` gives the `seq` to go on from, `entry` is given each entry,
 * `ready` is called whenever everything stored has been sent.
 */
export function openStream({ after, entry, ready }) {
  told = { after, entry, ready };
  connect();
  document.addEventListener("visibilitychange", back);
  window.addEventListener("focus", back);
  window.addEventListener("online", connect);
  window.addEventListener("pageshow", (event) => event.persisted && connect());
}

function connect() {
  clearTimeout(reopenTimer);
  source?.close();
  moved = false;
  source = new EventSource(`/api/events?after=${told.after()}`);
  source.addEventListener("entry", (event) => {
    heard();
    told.entry(JSON.parse(event.data));
  });
  source.addEventListener("ready", () => {
    heard();
    told.ready();
  });
  source.addEventListener("beat", heard);
  source.addEventListener("moved", () => {
    moved = true;
    clearTimeout(silenceTimer);
    source.close();
    note("这个对话已在其他窗口打开。", 0);
  });
  source.addEventListener("error", lost);
  clearTimeout(silenceTimer);
  silenceTimer = setTimeout(silent, silence);
}

function silent() {
  note("连接断开，正在重连…", 0);
  connect();
}

function heard() {
  failures = 0;
  clearTimeout(noteTimer);
  noteTimer = undefined;
  connection.textContent = "";
  clearTimeout(silenceTimer);
  silenceTimer = setTimeout(silent, silence);
}

function lost() {
  failures += 1;
  const hint = failures > 5 ? "连接不上，请检查网络或刷新页面。" : "连接断开，正在重连…";
  note(hint, 3_000);
  // A refused stream is not opened again by the browser itself.
  if (source.readyState !== EventSource.CLOSED) return;
  clearTimeout(reopenTimer);
  const wait = Math.min(30_000, 1_000 * 2 ** failures);
  reopenTimer = setTimeout(connect, wait * (0.5 + Math.random() / 2));
}

/** Says it only when it lasts: a stream that is back at once is no news. */
function note(words, delay) {
  if (noteTimer !== undefined && connection.textContent === "") return;
  noteTimer = setTimeout(() => {
    connection.textContent = words;
  }, delay);
}

/** Someone looks at the page again. */
function back() {
  if (document.hidden) return;
  if (moved || source.readyState === EventSource.CLOSED) connect();
}
