import { z } from "zod";
import { cleaned } from "../../core/cleaned.ts";

/** In characters as a person counts them (code points). */
export const longestText = 4_000;

/** What the page posts. */
const posted = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  text: z.string(),
});

export type WrittenMessage =
  | { readonly ok: true; readonly id: string; readonly text: string }
  | {
      readonly ok: false;
      readonly status: 400 | 422;
      readonly code: string;
      readonly message: string;
    };

/** Reads the body of `POST /api/messages`; says in Chinese, for the page to show, what is wrong. */
export function readMessage(body: string): WrittenMessage {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return {
      ok: false,
      status: 400,
      code: "not-json",
      message: "消息格式不对：请求内容不是 JSON。",
    };
  }
  const read = posted.safeParse(value);
  if (!read.success) {
    const fields = [...new Set(read.error.issues.flatMap(fieldsOf))].join("、");
    const message = `消息格式不对：${fields}。需要 id（16 至 64 位字母数字）和 text（文字）。`;
    return { ok: false, status: 422, code: "wrong-shape", message };
  }
  const text = cleaned(read.data.text);
  if (text.trim() === "") {
    return { ok: false, status: 422, code: "empty", message: "消息是空的，请写点内容再发送。" };
  }
  const length = [...text].length;
  if (length > longestText) {
    const message = `消息太长：${length} 字，一次最多 ${longestText} 字，请分几次发送。`;
    return { ok: false, status: 422, code: "too-long", message };
  }
  return { ok: true, id: read.data.id, text };
}

function fieldsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") return ["有多余的字段"];
  return [issue.path.length === 0 ? "不是对象" : issue.path.join(".").slice(0, 40)];
}
