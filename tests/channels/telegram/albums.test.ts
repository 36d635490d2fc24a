import { describe, expect, test } from "vitest";
import { albums } from "../../../src/channels/telegram/albums.ts";
import type { Message } from "../../../src/core/message.ts";

const picture = (number: number, text = "", contact = "7"): Message => ({
  id: `m${number}`,
  channel: "telegram",
  contact,
  text,
  at: new Date(1_795_226_400_000),
  attachment: { kind: "image", reference: `f${number}` },
});

describe("an album", () => {
  test("is answered once, at its first picture", () => {
    const ofAlbum = albums();
    const kept = [1, 2, 3].map((number) => ofAlbum(picture(number), "a").kept);
    expect(kept).toEqual([undefined, true, true]);
  });

  test("the first picture, sent again because it was not stored, is still the first", () => {
    const ofAlbum = albums();
    const kept = [1, 1, 2, 1, 2].map((number) => ofAlbum(picture(number), "a").kept);
    expect(kept).toEqual([undefined, undefined, true, undefined, true]);
  });

  test("a caption is answered wherever it stands", () => {
    const ofAlbum = albums();
    expect(ofAlbum(picture(1), "a").kept).toBeUndefined();
    expect(ofAlbum(picture(2, "第二张是什么"), "a").kept).toBeUndefined();
    expect(ofAlbum(picture(3), "a").kept).toBe(true);
  });

  test("another album, and another person's, is one of its own", () => {
    const ofAlbum = albums();
    ofAlbum(picture(1), "a");
    expect(ofAlbum(picture(2), "b").kept).toBeUndefined();
    expect(ofAlbum(picture(2, "", "8"), "a").kept).toBeUndefined();
  });

  test("ever so many are not all remembered", () => {
    const ofAlbum = albums();
    for (let at = 0; at < 6_000; at++) ofAlbum(picture(1), `a${at}`);
    expect(ofAlbum(picture(2), "a0").kept).toBeUndefined();
    expect(ofAlbum(picture(2), "a5999").kept).toBe(true);
  });
});
