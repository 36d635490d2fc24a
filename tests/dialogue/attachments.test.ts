import { describe, expect, test } from "vitest";
import { type AttachmentKind, attachmentKinds, type Message } from "../../src/core/message.ts";
import { freshSession, type Session } from "../../src/core/session.ts";
import { assistant, conversation, now } from "./realAssistant.ts";

async function send(of: Partial<Message>, session: Session = freshSession) {
  const message: Message = {
    id: "m",
    channel: "telegram",
    contact: "c",
    text: "",
    at: now,
    ...of,
  };
  return await assistant.turn({ message, session, requests: [], now });
}

const words: Readonly<Record<AttachmentKind, RegExp>> = {
  image: /看不了图片/,
  voice: /听不了语音/,
  video: /看不了视频/,
  file: /打不开文件/,
  location: /位置收到/,
  link: /不会打开链接/,
  card: /名片/,
  other: /看不懂/,
};

describe("what is no text", () => {
  test.each(attachmentKinds)(
    "a %s is answered for what it is, with what to do instead",
    async (kind) => {
      const { outcome } = await send({ attachment: { kind } });
      expect(outcome.text).toMatch(words[kind]);
      expect(outcome.text).toContain("文字");
      expect(outcome.choices).not.toEqual([]);
    },
  );

  test("the words beside a picture are answered, and it is said that only they were", async () => {
    const { outcome } = await send({ text: "快维中心能补多少", attachment: { kind: "image" } });
    expect(outcome.text).toContain("30万元");
    expect(outcome.text).toContain("只按您写的文字");
  });

  test("a picture in the middle of a form does not answer its question", async () => {
    const held = conversation();
    for (const text of ["我要登记专家服务需求", "同意"]) await held.say(text);
    const { outcome, session } = await send({ attachment: { kind: "image" } }, held.session);
    expect(outcome.text).toMatch(words.image);
    expect(outcome.kind).toBe("ask");
    expect(session.form).toEqual(held.session.form);
  });
});

describe("who opens the conversation", () => {
  test("is greeted with what can be asked", async () => {
    const { outcome, intent } = await send({ arrival: true });
    expect(intent).toBe("greet");
    expect(outcome.text).toContain("知问");
    expect(outcome.choices.length).toBeGreaterThan(2);
  });

  test("after a person has served them is told who goes on, also in the middle of a form", async () => {
    const { outcome } = await send({ arrival: true, returned: true });
    expect(outcome.text).toContain("人工服务到这里结束");
    const held = conversation();
    for (const text of ["我要登记专家服务需求", "同意"]) await held.say(text);
    const again = await send({ arrival: true, returned: true }, held.session);
    expect(again.outcome.text).toContain("人工服务到这里结束");
    expect(again.session.form).toEqual(held.session.form);
  });

  test("in the middle of a form is reminded of it", async () => {
    const held = conversation();
    for (const text of ["我要登记专家服务需求", "同意"]) await held.say(text);
    const { outcome, session } = await send({ arrival: true }, held.session);
    expect(outcome.text).toContain("欢迎回来");
    expect(session.form).toEqual(held.session.form);
  });
});
