import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { pause } from "../../http/pause.ts";
import type { TranscriptEntry, WebChatPort } from "./port.ts";
import { refuse } from "./refuse.ts";
import type { StreamSlots } from "./streamSlots.ts";

export interface EventStreamParts {
  readonly port: WebChatPort;
  readonly slots: StreamSlots;
  /** Where the request came from, as `addressOf` gives it. */
  readonly address: string;
  /** Milliseconds between beats; the page opens the stream anew when it hears none for long. */
  readonly beat: number;
  report(error: unknown): void;
}

/**
 * The contact's transcript as server-sent events, and whatever is added to it from then on:
 * `entry` (its id is the entry's seq), `ready` once after the stored ones, `beat` while nothing
 * happens, `moved` when a newer window of the same contact takes the slot.
 */
export async function eventStream(
  c: Context,
  contact: string,
  parts: EventStreamParts,
): Promise<Response> {
  const { port, beat, report } = parts;
  let after = resumeFrom(c);
  let changed = true;
  let moved = false;
  let wake = () => {};
  let abort = () => {};
  const release = parts.slots.take(contact, parts.address, () => {
    moved = true;
    wake();
    // A browser that stopped reading would keep its stream open for good.
    setTimeout(() => abort(), 5_000).unref();
  });
  if (release === "address") {
    return refuse(c, 429, "address-streams", "同一网络打开的对话窗口太多，请关闭一些再试。", 10);
  }
  if (release === "program") {
    return refuse(c, 503, "busy", "当前访问的人太多，正在为您排队重试。", 10);
  }
  // Listening begins before the first reading, so that nothing falls between the two.
  const stop = port.onChange(contact, () => {
    changed = true;
    wake();
  });
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    stop();
    release();
  };

  let entries: readonly TranscriptEntry[];
  try {
    changed = false;
    entries = await port.transcript(contact, after);
  } catch (error) {
    leave();
    report(error);
    return refuse(c, 503, "store", "暂时读不到对话记录，正在重试。", 5);
  }

  c.header("X-Accel-Buffering", "no");
  const response = streamSSE(
    c,
    async (stream) => {
      abort = () => stream.abort();
      stream.onAbort(() => {
        leave();
        wake();
      });
      try {
        await stream.write("retry: 2000\n\n");
        let first = true;
        while (!stream.aborted && !moved) {
          for (const entry of entries) {
            await stream.writeSSE({ event: "entry", id: `${entry.seq}`, data: shown(entry) });
            after = entry.seq;
          }
          if (first) await stream.writeSSE({ event: "ready", data: "" });
          first = false;
          if (!changed && !moved && !stream.aborted) await pause(beat, (now) => (wake = now));
          if (stream.aborted || moved) break;
          // A beat looks as well: where instances cannot tell each other, nobody told this one.
          changed = false;
          entries = await port.transcript(contact, after);
          if (entries.length === 0) await stream.writeSSE({ event: "beat", data: "" });
        }
        if (moved && !stream.aborted) await stream.writeSSE({ event: "moved", data: "" });
      } catch (error) {
        // The stream ends and the browser comes back with its last id: nothing is skipped.
        report(error);
      } finally {
        leave();
      }
    },
    async (error) => report(error),
  );
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/** The browser's own reconnect sends the header; the page's, when it opens a new stream, the query. */
function resumeFrom(c: Context): number {
  const last = c.req.header("Last-Event-ID") ?? c.req.query("after") ?? "0";
  const seq = /^\d{1,15}$/.test(last) ? Number(last) : 0;
  return seq;
}

function shown({ seq, side, text, at, messageId, staff, outcome }: TranscriptEntry): string {
  return JSON.stringify({
    seq,
    side,
    text,
    at: at.toISOString(),
    messageId,
    name: staff?.name,
    outcome: outcome && {
      kind: outcome.kind,
      citations: outcome.citations,
      choices: outcome.choices,
    },
  });
}
