import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errcode } from "../../src/channels/wecom/errcodes.ts";
import { unreachable } from "../../src/core/reach.ts";
import { reasonWords } from "../../src/core/reasonWords.ts";
import { filesUnder, root } from "../house/tree.ts";

const chinese = /\p{Script=Han}.*\p{Script=Han}/u;
/** What staff are shown of a reason nobody put into words for them. */
const unforeseen = "没有送达：";

/** Files that settle deliveries. */
const where =
  /(?:[sS]ender|verdict|refusals|readEvent|connectionDoor|ledger\/(?:outbox|recover|worker|erase))\.ts$/;
/** Reasons as the sources write them: what a sender fails or tries again with. */
function written(): readonly string[] {
  const texts = filesUnder("src", /\.ts$/)
    .filter((path) => where.test(path))
    .map((path) => readFileSync(`${root}/${path}`, "utf8"));
  const shapes = [
    /reason: "([^"]+)"/g,
    /(?:failed|final|later|retry)\(\s*[`"]([^"`]+)[`"]/g,
    /const (?:reason|takenOver|erasedReason|tooLong) = "([^"]+)"/g,
    /^ {2}\d+: "([^"]+)",$/gm,
    /\/i, "([^"]+)"\],/g,
  ];
  return texts.flatMap((text) =>
    shapes.flatMap((shape) => [...text.matchAll(shape)].map(([, reason = ""]) => reason)),
  );
}

describe("every reason a sender or the record can give", () => {
  // One that begins with what is put in is another reason with more behind it.
  const reasons = [...new Set(written())].filter((reason) => !reason.startsWith("${"));

  test("is found", () => {
    expect(reasons.length).toBeGreaterThan(40);
    expect(reasons).toContain("the contact has blocked the bot");
    expect(reasons).toContain("the customer refuses messages");
  });

  test.each(reasons)("%s", (reason) => {
    const words = reasonWords(reason);
    expect(words).toMatch(chinese);
    expect(words).not.toContain(unforeseen);
  });
});

test.each(Object.values(unreachable))("what is out of reach: %s", (why) => {
  expect(reasonWords(why)).toMatch(chinese);
  expect(reasonWords(why)).not.toContain(unforeseen);
  expect(reasonWords(`not sent: ${why}`)).toBe(reasonWords(why));
});

test.each([95001, 95002, 95013, 95018, 95019, 40201, 48002, 12345, -1])(
  "WeCom's errcode %i, however it stands",
  (code) => {
    const { meaning } = errcode(code);
    const words = reasonWords(`not sent: errcode ${code}, ${meaning}`);
    expect(words).toMatch(chinese);
    expect(reasonWords(`errcode ${code}: ${meaning}`)).toBe(words);
  },
);

test("what may have arrived says so, in both languages", () => {
  const reason = "errcode 95001, more messages than the customer's last one allows";
  const doubtful = `${reason}; an earlier try may have arrived`;
  expect(reasonWords(doubtful)).toBe(`${reasonWords(reason)}（可能已送达，重发前请先确认）`);
  expect(reasonWords(doubtful, "en")).toBe(
    "More messages than the customer's last one allows (it may have arrived: check before you resend)",
  );
  expect(reasonWords("no answer in time: it may have arrived")).toMatch(/企业微信（可能已送达/);
});

test("how much of a reply had left when a person came is told", () => {
  const reason = "a person took the conversation over after part 2 of the reply";
  expect(reasonWords(reason)).toBe("工作人员已接手，机器人的这条回复只发出了前 2 段，其余没有发出");
  expect(reasonWords("a person took the conversation over")).toBe(
    "工作人员已接手，机器人的这条回复没有发出",
  );
});

test("English is the reason without what only machines read", () => {
  expect(reasonWords("not sent: the customer wrote more than 48 h ago", "en")).toBe(
    "The customer wrote more than 48 h ago",
  );
});

test("what nobody foresaw is shown as it is, and Chinese stays", () => {
  expect(reasonWords("the moon is full")).toBe("没有送达：the moon is full");
  expect(reasonWords("这位同事已停止接待")).toBe("这位同事已停止接待");
});
