import { streamSSE } from "hono/streaming";
import { pause } from "../../http/pause.ts";
import type { Call, Route } from "../route.ts";
import { readSeq } from "./form.ts";
import { readView } from "./inboxView.ts";
import { type News, newsreader } from "./news.ts";
import type { DeskPort } from "./port.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createReadLog, type ReadLog } from "./readLog.ts";
import { type StreamSlots, streamSlots } from "./streamSlots.ts";

export interface StreamOptions {
  /** Milliseconds between looks at what nobody tells of: the session, who else is there. */
  readonly beat?: number;
  /** Milliseconds in which changes are gathered into one reading. */
  readonly gather?: number;
  readonly slots?: StreamSlots;
  readonly presence?: Presence;
  readonly readLog?: ReadLog;
}

/** Where instances cannot tell each other what changes, it is found this many beats later. */
const sweepBeats = 3;
/** Numbers of the queue are news once a second at most. */
const tallyMs = 1_000;

/**
 * What changes, as it changes, and first what the page has missed: `inbox` brings lines of the
 * list, `entry` a line of the open conversation under its seq, `parts` elements of the page by
 * their ids, `alert` what this person is to know whatever list they see, `gone` says that the
 * conversation was erased, `moved` that newer pages took the slot, `signed-out` that the session
 * ended, `beat` that the connection lives.
 *
 * Changes are gathered before they are read, and only what changed is: five hundred open
 * conversations cost no more than the few that are spoken in.
 */
export function streamRoute(port: DeskPort, options: StreamOptions = {}): Route {
  const slots = options.slots ?? streamSlots();
  const presence = options.presence ?? createPresence(port);
  const readLog = options.readLog ?? createReadLog(port);
  const { beat = 5_000, gather = 150 } = options;
  return {
    method: "GET",
    path: "/stream",
    access: "staff",
    async handle(call) {
      const read = call.c.req.query("conversation");
      if (read !== undefined) await readLog(call.visitor, read);
      return openStream(call, { port, slots, presence, beat, gather });
    },
  };
}

interface StreamParts {
  readonly port: DeskPort;
  readonly slots: StreamSlots;
  readonly presence: Presence;
  readonly beat: number;
  readonly gather: number;
}

function openStream({ c, visitor }: Call, parts: StreamParts): Response {
  const { port, slots, presence, beat, gather } = parts;
  const conversation = c.req.query("conversation");
  const after = readSeq(c.req.header("Last-Event-ID") ?? c.req.query("after")) ?? 0;
  const watched = {
    view: readView(c.req.query()),
    after,
    since: readSeq(c.req.query("since")) ?? 0,
    ...(conversation === undefined ? {} : { conversation }),
  };
  const tab = /^[\w-]{16,64}$/.exec(c.req.query("page") ?? "")?.[0];
  const shown =
    conversation === undefined || tab === undefined
      ? undefined
      : { tab, what: { conversation, staff: { id: visitor.id, name: visitor.name } } };

  const changed = new Set<string>();
  let wake = () => {};
  let abort = () => {};
  let ended: "moved" | "signed-out" | undefined;
  const end = (why: "moved" | "signed-out") => {
    ended = why;
    wake();
    // A browser that has stopped reading would keep its stream for good.
    setTimeout(() => abort(), 2_000).unref();
  };
  const release = slots.take(visitor.sessionHash, () => end("moved"));
  if (release === undefined) {
    c.header("Retry-After", "10");
    return c.json({ error: { code: "busy", message: "" } }, 503);
  }
  const unlisten = port.desk.onChange((id) => {
    changed.add(id);
    wake();
  });
  const watchdog = async () => {
    try {
      if (!(await port.stillSignedIn(visitor))) end("signed-out");
      else if (shown !== undefined) await presence.looks(shown.tab, shown.what);
    } catch (error) {
      port.report(error, "desk stream");
    }
  };
  const unheed = port.onStaffChange((staff) => {
    if (staff === visitor.id) void watchdog();
  });
  // Beside the loop: that one waits where the browser reads slowly.
  const watch = setInterval(watchdog, beat).unref();
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    clearInterval(watch);
    unlisten();
    unheed();
    release();
    if (shown !== undefined) void presence.left(shown.tab, shown.what);
  };

  c.header("X-Accel-Buffering", "no");
  const response = streamSSE(c, async (stream) => {
    abort = () => stream.abort();
    stream.onAbort(() => {
      leave();
      wake();
    });
    const reader = newsreader(port, visitor, watched);
    const tell = async (news: readonly News[]) => {
      for (const each of news) await stream.writeSSE(each);
    };
    try {
      await stream.write("retry: 2000\n\n");
      if (shown !== undefined) await presence.looks(shown.tab, shown.what);
      await tell(await reader.conversation());
      await tell(await reader.list());
      let sweptAt = Date.now();
      await tell(await reader.tally());
      let talliedAt = Date.now();
      let owed = false;
      while (!stream.aborted && ended === undefined) {
        if (changed.size === 0) {
          await pause(owed ? tallyMs : beat, (now) => (wake = now));
        }
        if (stream.aborted || ended !== undefined) break;
        if (Date.now() - sweptAt >= sweepBeats * beat) {
          await tell(await reader.conversation());
          await tell(await reader.list());
          sweptAt = Date.now();
          owed = true;
        }
        if (changed.size > 0) {
          // What follows at once is read with the first.
          await pause(gather, () => {});
          const now = new Set(changed);
          changed.clear();
          owed = true;
          if (conversation !== undefined && now.has(conversation)) {
            await tell(await reader.conversation());
          }
          await tell(await reader.inbox(now));
        } else {
          await stream.writeSSE({ event: "beat", data: String(port.now().getTime()) });
          if (conversation !== undefined) await tell(await reader.conversation());
          owed = true;
        }
        if (owed && Date.now() - talliedAt >= tallyMs) {
          await tell(await reader.tally());
          talliedAt = Date.now();
          owed = false;
        }
      }
      if (ended !== undefined && !stream.aborted) await stream.writeSSE({ event: ended, data: "" });
    } catch (error) {
      // The stream ends and the page comes back with its last line: nothing is skipped.
      port.report(error, "desk stream");
    } finally {
      leave();
    }
  });
  response.headers.set("Cache-Control", "no-store");
  return response;
}
