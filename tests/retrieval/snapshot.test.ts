import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildIndex } from "../../src/retrieval/build.ts";
import { search } from "../../src/retrieval/search.ts";
import { load, SnapshotError, save } from "../../src/retrieval/snapshot.ts";

const index = buildIndex(
  [
    { id: "一", text: "专利质押贷款最高500万元", title: "质押", parent: "a" },
    { id: "二", text: "商标注册后可以续展", parent: "a" },
    { id: "三", text: "地理标志保护", parent: "b" },
  ],
  { profile: "passages" },
);
const bytes = save(index);

describe("snapshot", () => {
  it("answers as the index it was saved from", () => {
    const again = load(bytes);
    for (const query of ["专利质押", "商标续展 贷款", "500万元", "没有的词"])
      expect(search(again, query)).toEqual(search(index, query));
    expect(save(again)).toEqual(bytes);
  });

  it("is read from the middle of a buffer too, at any offset", () => {
    for (const offset of [1, 2, 3, 4]) {
      const larger = new Uint8Array(bytes.length + 8);
      larger.set(bytes, offset);
      const again = load(larger.subarray(offset, offset + bytes.length));
      expect(search(again, "专利质押")).toEqual(search(index, "专利质押"));
    }
  });

  it("of an empty index is an empty index", () => {
    expect(search(load(save(buildIndex([]))), "专利")).toEqual([]);
  });

  it("is refused with any bit changed or any end cut off", () => {
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] as number) ^ (1 << bit);
        expect(() => load(damaged)).toThrow(SnapshotError);
        expect(() => load(bytes.slice(0, at))).toThrow(SnapshotError);
      }),
    );
  });

  it("says what is wrong and what to do", () => {
    expect(() => load(new Uint8Array(100))).toThrow(/not a snapshot.*build the index anew/);
    const other = bytes.slice();
    other[4] = 99;
    expect(() => load(other)).toThrow(/version 99.*build the index anew/);
    const damaged = bytes.slice();
    damaged[damaged.length - 1] = (damaged.at(-1) as number) ^ 1;
    expect(() => load(damaged)).toThrow(/damaged.*build the index anew/);
  });
});
