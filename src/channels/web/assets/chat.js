/**
 * The chat page. What was said comes from the event stream alone; what is being sent stands below
 * it until the stream brings it back. Text from anyone enters the page as text, never as markup.
 */

const byId = (id) => document.getElementById(id);
const scroll = byId("scroll");
const log = byId("log");
const outboxList = byId("outbox");
const working = byId("working");
const choices = byId("choices");
const text = byId("text");
const problem = byId("problem");
const newest = byId("newest");

/** An element with a class and with text or children. */
function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function button(className, label, onClick) {
  const made = element("button", className, label);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

/** Browser storage that may be forbidden or full: the page then works without it. */
function remembered(storage, key) {
  return {
    get() {
      try {
        return window[storage].getItem(key) ?? "";
      } catch {
        return "";
      }
    },
    set(value) {
      try {
        if (value === "") window[storage].removeItem(key);
        else window[storage].setItem(key, value);
      } catch {
        // Nothing to do: the text is still in the page.
      }
    },
  };
}

// --- Scrolling -------------------------------------------------------------------------------

const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
let following = true;

/** Shows the end; of an article taller than the window, its beginning. */
function follow(article) {
  if (article && article.offsetHeight > scroll.clientHeight - 40) {
    article.scrollIntoView({ block: "start" });
  } else scroll.scrollTop = scroll.scrollHeight;
  newest.hidden = true;
}

scroll.addEventListener("scroll", () => {
  following = nearEnd();
  if (following) newest.hidden = true;
});
newest.addEventListener("click", () => {
  following = true;
  follow();
  text.focus();
});

// --- The transcript --------------------------------------------------------------------------

const names = { contact: "您", bot: "知问", staff: "工作人员" };
const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});
const calendar = new Intl.DateTimeFormat("zh-CN", {
  month: "long",
  day: "numeric",
  weekday: "short",
});
const title = document.title;
let lastSeq = 0;
let lastDay = "";
let lastReply;
let ready = false;
let unread = 0;

function article(side, words, at) {
  const name = element("span", "who", names[side]);
  const time = element("time", "", clock.format(at));
  time.dateTime = at.toISOString();
  const body = element("div", "bubble", element("p", "words", words));
  const made = element("article", `message ${side}`, element("p", "meta", name, " ", time), body);
  made.setAttribute("aria-label", `${names[side]}说`);
  return made;
}

function showEntry(entry) {
  if (entry.seq <= lastSeq) return;
  lastSeq = entry.seq;
  const at = new Date(entry.at);
  const day = calendar.format(at);
  if (day !== lastDay) log.append(element("p", "day", day));
  lastDay = day;
  const made = article(entry.side, entry.text, at);
  const citations = entry.outcome?.citations ?? [];
  const offered = entry.outcome?.choices ?? [];
  if (citations.length > 0) made.querySelector(".bubble").append(sources(citations));
  if (offered.length > 0) {
    // The buttons stand outside the log: a screen reader hears of them here.
    const labels = offered.map((choice) => choice.label).join("、");
    made.append(element("p", "unseen", `可选：${labels}`));
  }
  if (entry.messageId) arrived(entry.messageId);
  log.append(made);
  showChoices(offered);
  byId("welcome").hidden = true;
  if (entry.side === "contact") return settle(made);
  lastReply = entry;
  stopWorking();
  if (ready && document.hidden) document.title = `(${++unread}) ${title}`;
  settle(made);
}

function settle(made) {
  if (!ready || following) follow(ready ? made : undefined);
  else newest.hidden = false;
}

function showChoices(offered) {
  choices.replaceChildren(
    ...offered.map((choice) =>
      button("choice", choice.label, () => {
        send(choice.text);
        restFocus();
      }),
    ),
  );
}

/** After a button has gone: to the text field, but on a phone that would bring the keyboard up. */
function restFocus() {
  (matchMedia("(pointer: coarse)").matches ? scroll : text).focus({ preventScroll: true });
}

let workingTimer;
function startWorking() {
  // With a person at the other end nobody is looking anything up.
  if (lastReply?.side === "staff" || lastReply?.outcome?.kind === "handoff") return;
  working.hidden = false;
  if (following) follow();
  clearTimeout(workingTimer);
  workingTimer = setTimeout(stopWorking, 15_000);
}
function stopWorking() {
  clearTimeout(workingTimer);
  working.hidden = true;
}

// --- Sources ---------------------------------------------------------------------------------

const passage = byId("passage");
const passageTitle = byId("passage-title");
const passageBody = byId("passage-body");
let opening = 0;

const inMarks = (name) => (name.startsWith("《") ? name : `《${name}》`);

function sources(citations) {
  const list = element("ul", "sources");
  list.setAttribute("aria-label", "出处");
  const seen = new Map();
  for (const citation of citations) {
    const { document: name, section, date } = citation;
    const place = `${inMarks(name)} · ${section} · `;
    const times = (seen.get(place + date) ?? 0) + 1;
    seen.set(place + date, times);
    // Two passages of one clause: without a count, two buttons would say the same.
    const count = times > 1 ? ` · 第 ${times} 处` : "";
    const label = element("span", "", place, element("span", "date", date), count);
    const open = button("source", "", () => void openPassage(citation));
    open.append(label);
    open.setAttribute("aria-haspopup", "dialog");
    list.append(element("li", "", open));
  }
  return list;
}

async function openPassage(citation) {
  const mine = ++opening;
  passageTitle.textContent = citation.document;
  passageBody.replaceChildren(element("p", "loading", "正在打开…"));
  if (!passage.open) passage.showModal();
  try {
    const response = await fetch(`/api/passage?id=${encodeURIComponent(citation.passage)}`, {
      signal: AbortSignal.timeout(15_000),
    });
    const found = await response.json();
    if (mine !== opening) return;
    if (response.ok) showPassage(found);
    else passageBody.replaceChildren(element("p", "", found.error.message));
  } catch {
    if (mine !== opening) return;
    passageBody.replaceChildren(
      element("p", "", "没能打开，请检查网络。"),
      button("quiet", "再试一次", () => openPassage(citation)),
    );
  }
}

function showPassage(found) {
  passageTitle.textContent = found.title;
  const facts = element("dl", "facts");
  const rows = [
    ["文号", found.number],
    ["发布单位", found.publisher],
    ["发布日期", found.date],
    ["位置", found.section],
  ];
  for (const [term, value] of rows) {
    if (value) facts.append(element("div", "", element("dt", "", term), element("dd", "", value)));
  }
  passageBody.replaceChildren(
    facts,
    element("blockquote", "", found.text),
    element("p", "caveat", "内容由知问整理，正式引用请核对原文件。"),
  );
}

byId("passage-close").addEventListener("click", () => passage.close());
// The sheet fills the dialog: a click on the dialog itself is one on the backdrop.
passage.addEventListener("click", (event) => event.target === passage && passage.close());

// --- Sending ---------------------------------------------------------------------------------

/** Messages not yet known to be stored: { id, text, failed? }. Survives a reload of the tab. */
const storedOutbox = remembered("sessionStorage", "zhiwen.outbox");
const outbox = readOutbox();
const shown = new Map();
let sending = false;

function readOutbox() {
  try {
    const read = JSON.parse(storedOutbox.get() || "[]");
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

function keepOutbox() {
  const waiting = outbox.filter((item) => !item.stored);
  storedOutbox.set(waiting.length === 0 ? "" : JSON.stringify(waiting));
}

/** crypto.randomUUID would need HTTPS. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function send(words) {
  const item = { id: newId(), text: words };
  outbox.push(item);
  keepOutbox();
  showChoices([]);
  byId("welcome").hidden = true;
  showOutgoing(item);
  following = true;
  follow();
  void sendNext();
}

function showOutgoing(item) {
  const before = shown.get(item.id);
  const made = article("contact", item.text, new Date());
  const status = element("p", "status");
  if (item.failed) {
    made.classList.add("failed");
    status.append(element("span", "", item.failed));
    status.append(button("quiet", "重新发送", () => resend(item)));
    if (item.refused) status.append(button("quiet", "修改", () => edit(item)));
  } else status.append(item.stored ? "已送达" : (item.waiting ?? "发送中…"));
  status.setAttribute("role", item.failed ? "alert" : "status");
  made.append(status);
  if (before) before.replaceWith(made);
  else outboxList.append(made);
  shown.set(item.id, made);
}

function update(item, change) {
  Object.assign(item, change);
  keepOutbox();
  if (outbox.includes(item)) showOutgoing(item);
}

function remove(item) {
  const at = outbox.indexOf(item);
  if (at >= 0) outbox.splice(at, 1);
  shown.get(item.id)?.remove();
  shown.delete(item.id);
  keepOutbox();
}

function arrived(id) {
  const item = outbox.find((candidate) => candidate.id === id);
  if (item) remove(item);
}

function resend(item) {
  update(item, { failed: undefined, refused: undefined });
  void sendNext();
  restFocus();
}

function edit(item) {
  remove(item);
  text.value = text.value.trim() === "" ? item.text : `${item.text}\n${text.value}`;
  typed();
  text.focus();
}

/** One at a time, so that messages arrive in the order they were written. */
async function sendNext() {
  const item = outbox.find((candidate) => !candidate.failed && !candidate.stored);
  if (sending || !item) return;
  sending = true;
  try {
    await deliver(item);
  } finally {
    sending = false;
  }
  void sendNext();
}

const later = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Tries a few times under the same id: the server knows a repeat by it. */
async function deliver(item) {
  for (let attempt = 1; outbox.includes(item); attempt++) {
    const { outcome, message, seconds } = await post(item);
    if (outcome === "stored") {
      update(item, { stored: true, waiting: undefined });
      if (outbox.includes(item)) startWorking();
      return;
    }
    if (outcome === "refused" || attempt === 3) {
      update(item, { failed: message, refused: outcome === "refused", waiting: undefined });
      return;
    }
    update(item, { waiting: outcome === "slow" ? `${seconds} 秒后自动发送…` : "正在重试…" });
    await later(outcome === "slow" ? seconds : attempt * 1.5);
  }
}

async function post(item) {
  let response;
  try {
    response = await fetch("/api/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: item.id, text: item.text }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    return { outcome: "lost", message: "没有发出去，请检查网络。" };
  }
  if (response.ok) return { outcome: "stored" };
  const answer = await response.json().catch(() => undefined);
  const message = answer?.error?.message ?? `没有发出去（${response.status}）。`;
  const seconds = Number(response.headers.get("Retry-After")) || 3;
  if (response.status === 429) return { outcome: "slow", message, seconds };
  return { outcome: response.status >= 500 ? "lost" : "refused", message };
}

// --- Writing ---------------------------------------------------------------------------------

const draft = remembered("sessionStorage", "zhiwen.draft");
const longest = Number(text.dataset.longest);
const tallest = 160;

function typed() {
  draft.set(text.value);
  text.style.height = "auto";
  text.style.height = `${Math.min(tallest, text.scrollHeight + 2)}px`;
  const over = [...text.value].length - longest;
  const message = over > 0 ? `超出 ${over} 字，一次最多 ${longest} 字，请分几次发送。` : "";
  // Written only when it differs: a screen reader would read it again at every key.
  if (problem.textContent !== message) problem.textContent = message;
  return over <= 0;
}

text.addEventListener("input", typed);
text.addEventListener("keydown", (event) => {
  // While an input method composes, Enter picks a word. Safari reports that only as code 229.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  byId("form").requestSubmit();
});
byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (text.value.trim() === "" || !typed()) return text.focus();
  send(text.value.trim());
  text.value = "";
  typed();
  text.focus();
});
for (const starter of document.querySelectorAll("[data-send]")) {
  starter.addEventListener("click", () => {
    send(starter.dataset.send);
    if (starter.id !== "person") restFocus();
  });
}

// --- The notice ------------------------------------------------------------------------------

const notice = byId("notice");
const about = byId("about");
const understood = remembered("localStorage", "zhiwen.understood");

function showNotice(open) {
  notice.hidden = !open;
  about.setAttribute("aria-expanded", String(open));
}
byId("understood").addEventListener("click", () => {
  understood.set("1");
  showNotice(false);
  restFocus();
});
about.addEventListener("click", () => {
  showNotice(notice.hidden);
  if (notice.hidden) return;
  scroll.scrollTop = 0;
  notice.focus({ preventScroll: true });
});

// --- The stream ------------------------------------------------------------------------------

const connection = byId("connection");
/** The server beats every 20 s; silence this long means a connection that died unnoticed. */
const silence = 50_000;
let source;
let moved = false;
let failures = 0;
let silenceTimer;
let reopenTimer;
let noteTimer;

function connect() {
  clearTimeout(reopenTimer);
  source?.close();
  moved = false;
  source = new EventSource(`/api/events?after=${lastSeq}`);
  source.addEventListener("entry", (event) => {
    heard();
    showEntry(JSON.parse(event.data));
  });
  source.addEventListener("ready", () => {
    heard();
    if (!ready) begin();
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

/** The stored transcript is complete: from here on, what arrives is new. */
function begin() {
  ready = true;
  log.setAttribute("aria-busy", "false");
  log.setAttribute("aria-live", "polite");
  byId("welcome").hidden = lastSeq > 0 || outbox.length > 0;
  for (const item of outbox) showOutgoing(item);
  if (outbox.length > 0) showChoices([]);
  if (lastSeq > 0 || outbox.length > 0) follow();
  void sendNext();
}

function back() {
  if (document.hidden) return;
  unread = 0;
  document.title = title;
  if (moved || source.readyState === EventSource.CLOSED) connect();
}
document.addEventListener("visibilitychange", back);
window.addEventListener("focus", back);
window.addEventListener("online", connect);
window.addEventListener("pageshow", (event) => event.persisted && connect());

text.value = draft.get();
typed();
showNotice(understood.get() === "");
connect();
if (!matchMedia("(pointer: coarse)").matches) text.focus();
