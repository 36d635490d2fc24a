import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isId, readContact, writeContact } from "../../../../src/channels/wecom/kf/contact.ts";
import {
  choiceId,
  deliveryOf,
  messageId,
  readChoiceId,
} from "../../../../src/channels/wecom/kf/messageId.ts";
import { readPosition, writePosition } from "../../../../src/channels/wecom/kf/position.ts";

const id = fc.string({ minLength: 1, maxLength: 64, unit: "binary-ascii" }).filter(isId);
const delivery = fc.stringMatching(/^[A-Za-z0-9-]{1,30}$/);

describe("a contact", () => {
  test("comes back as it was written, whoever it is", () => {
    fc.assert(
      fc.property(id, id, (openKfid, externalUserid) => {
        const contact = { openKfid, externalUserid };
        expect(readContact(writeContact(contact))).toEqual(contact);
      }),
    );
  });

  test.each(["", "wk1", "/wm1", "wk1/", "wk1/wm1/x", "wk 1/wm1", "wk1/王"])("is not %j", (text) => {
    expect(readContact(text)).toBeUndefined();
  });
});

describe("the id a message leaves under", () => {
  test("fits WeCom's 32 bytes and tells its delivery", () => {
    fc.assert(
      fc.property(delivery, fc.nat(11), fc.nat(4), (id, bounces, part) => {
        const sent = messageId({ id, bounces }, part);
        expect(sent).toMatch(/^[0-9a-zA-Z_-]{1,32}$/);
        expect(deliveryOf(sent)).toEqual({ id, bounces });
      }),
    );
  });

  test("is another for each part, and after each bounce", () => {
    const ids = (bounces: number) =>
      [0, 1, 2, 3, 4].map((part) => messageId({ id: "d-1", bounces }, part));
    expect(ids(0)).toEqual(["d-1", "d-1_1", "d-1_2", "d-1_3", "d-1_4"]);
    const all = Array.from({ length: 12 }, (_, bounces) => ids(bounces)).flat();
    expect(new Set(all).size).toBe(60);
  });

  test.each(["", "4paaD/x", "d-1_y", "d-1_10", "a".repeat(33)])("is not %j", (id) => {
    expect(deliveryOf(id)).toBeUndefined();
  });
});

test("a menu's item tells which choice of which delivery it is", () => {
  fc.assert(
    fc.property(delivery, fc.nat(9), (name, index) => {
      const id = choiceId(name, index);
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(64);
      expect(readChoiceId(id)).toEqual({ delivery: name, index });
    }),
  );
  for (const id of ["", "d-1", "d-1:", "d-1:x", ":1", "d-1:100"]) {
    expect(readChoiceId(id), id).toBeUndefined();
  }
});

test("a position comes back with the time before which all is history", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
      fc.option(fc.string({ minLength: 1, maxLength: 64 }), { nil: undefined }),
      (since, cursor) => {
        expect(readPosition(writePosition({ since, cursor }))).toEqual({ since, cursor });
      },
    ),
  );
});
