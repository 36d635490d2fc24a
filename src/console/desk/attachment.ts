import { html } from "hono/html";
import { layout } from "../layout.ts";
import type { Route } from "../route.ts";
import type { Visitor } from "../visitor.ts";
import { readSeq } from "./form.ts";
import type { DeskPort } from "./port.ts";
import { visible } from "./typed.ts";
import { deskWords } from "./words.ts";

const mega = 1_000_000;
const largest = 50 * mega;

/**
 * A customer's file, for keeping only: never shown as a page of ours, whatever it claims to be.
 */
export function attachmentRoute(port: DeskPort): Route {
  return {
    method: "GET",
    path: "/conversations/:id/attachments/:seq",
    access: "staff",
    async handle({ c, visitor }) {
      const id = c.req.param("id") ?? "";
      const say = deskWords(visitor.language);
      const seq = readSeq(c.req.param("seq"));
      const conversation = await port.record.conversation(id);
      const line =
        seq === undefined || conversation === undefined
          ? undefined
          : (await port.transcript(id, seq - 1, 1)).find((entry) => entry.seq === seq);
      if (conversation === undefined || line?.attachment?.reference === undefined) {
        return c.html(why(visitor, id, say.reasonsGone.none), 404);
      }
      const fetched = await port.attachment(conversation.channel, line.attachment);
      if ("reason" in fetched) return c.html(why(visitor, id, fetched.reason), 502);
      if (fetched.bytes !== undefined && fetched.bytes > largest) {
        await fetched.content.cancel();
        return c.html(why(visitor, id, say.reasonsGone.large(largest / mega)), 413);
      }
      await port.audit(visitor, {
        action: "attachment.fetch",
        conversation: id,
        detail: { seq: String(seq) },
      });
      const name = line.attachment.name ?? fetched.name ?? `${line.attachment.kind}-${seq}`;
      return c.body(fetched.content.pipeThrough(atMost(largest)), 200, {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": `attachment; filename="file"; filename*=UTF-8''${encoded(fileName(name))}`,
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        ...(fetched.bytes === undefined ? {} : { "Content-Length": String(fetched.bytes) }),
      });
    },
  };
}

/** A name without folders, controls, marks of direction, or what file systems refuse. */
export function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const clean = last
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}<>:"|?*%]/gu, "")
    .replace(/^[.\s]+|[.\s]+$/gu, "");
  return [...clean].slice(0, 120).join("") || "file";
}

/** As RFC 8187 wants it: what `encodeURIComponent` leaves open is closed as well. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Breaks off what is larger than was allowed: a download that fails is better than a full disk. */
function atMost(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let taken = 0;
  return new TransformStream({
    transform(chunk, controller) {
      taken += chunk.byteLength;
      if (taken > bytes) controller.error(new Error("[desk] the attachment is too large"));
      else controller.enqueue(chunk);
    },
  });
}

function why(visitor: Visitor, id: string, reason: string) {
  const say = deskWords(visitor.language);
  const body = html`<section class="card plain"><h1>${say.attachmentGone}</h1><p>${visible(reason)}</p><p><a href="/console/conversations/${encodeURIComponent(id)}">${say.dialogue}</a></p></section>`;
  return layout({ title: say.attachmentGone, visitor, active: "inbox", body });
}
