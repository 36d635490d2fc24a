import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StaffGroupPort } from "../../../../src/channels/telegram/staff/port.ts";
import { shownIn, stage, topicSaying, until } from "./stage.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "staff-group-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const writes = ["begin", "shown", "headed", "keepMessage", "toldRemark", "toldFailure"] as const;

/** The record is gone before its nth write: what Telegram was told before it, nobody knows. */
function dying(after: number, died: () => void) {
  let left = after;
  return (port: StaffGroupPort): StaffGroupPort => {
    const record = { ...port.record };
    for (const name of writes) {
      const write = port.record[name] as (...given: unknown[]) => Promise<void>;
      Object.assign(record, {
        [name]: async (...given: unknown[]) => {
          left -= 1;
          if (left >= 0) return await write(...given);
          died();
          throw new Error("killed");
        },
      });
    }
    return { ...port, record };
  };
}

test.each(Array.from({ length: 20 }, (_, n) => n))(
  "killed before its write %i, the group is shown everything after a restart",
  async (after) => {
    const path = join(folder, `${after}.db`);
    let dead = false;
    const first = await stage({
      path,
      wrap: dying(after, () => {
        dead = true;
      }),
    });
    const { server } = first;
    await first.webWrites("转人工");
    const topic = () => first.group.topics()[0]?.id ?? 0;
    await until(
      () => dead || shownIn(first, topic()).some((line) => line.includes("已为您转人工")),
    );
    const thread = topic();
    await first.li.write("我来", { thread });
    await first.wang.write("我也来", { thread });
    const lines: string[] = [];
    while (!dead) {
      lines.push(`第${lines.length + 1}句。`);
      await first.webWrites(lines.at(-1) ?? "");
      await sleep(30);
    }
    await first.close({ keepServer: true });

    const second = await stage({ path, server });
    lines.push("最后一句。");
    await second.webWrites("最后一句。");
    const last = await topicSaying(second, "最后一句。");
    const known = after > 0;
    if (known) await topicSaying(second, "现在由 小李 接待");
    const all = shownIn(second, last).join("\n");
    const places = ["👤 转人工", ...lines].map((line) => all.lastIndexOf(line));
    expect(Math.min(...places), all).toBeGreaterThanOrEqual(0);
    expect(places, all).toEqual(places.toSorted((a, b) => a - b));
    const conversation = await second.conversation("web", "w1");
    const said = await second.ledger.transcript(conversation, 0, 1000);
    const ofStaff = said.flatMap(({ side, text }) => (side === "staff" ? [text] : []));
    expect(ofStaff).toEqual(known ? ["我来"] : []);
    // A topic made and not recorded is an empty one; a conversation never has two it is shown in.
    const used = second.group
      .topics()
      .filter(({ id }) => shownIn(second, id).some((line) => line.includes("最后一句。")));
    expect(used).toHaveLength(1);
    await second.close();
  },
  30_000,
);
