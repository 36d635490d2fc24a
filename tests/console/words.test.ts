import { expect, test } from "vitest";
import { isDictionary, type Words } from "../../src/console/dictionary.ts";
import { filesUnder, root } from "../house/tree.ts";

/** Every place of a dictionary, `nav.inbox`, with what kind of word stands there. */
function places(words: Words, under = ""): string[] {
  return Object.entries(words).flatMap(([place, word]) =>
    typeof word === "object"
      ? places(word, `${under}${place}.`)
      : [`${under}${place} ${typeof word}`],
  );
}

function texts(words: Words): string[] {
  return Object.values(words).flatMap((word) =>
    typeof word === "object" ? texts(word) : typeof word === "string" ? [word] : [],
  );
}

const made = await Promise.all(
  filesUnder("src/console", /\.ts$/).map(async (file) => {
    const module = (await import(`${root}/${file}`)) as object;
    return Object.entries(module)
      .filter(([, value]) => isDictionary(value))
      .map(([name, value]) => ({
        name: `${file} ${name}`,
        words: value as ReturnType<typeof import("../../src/console/dictionary.ts").dictionary>,
      }));
  }),
);
const dictionaries = made.flat();

test("the dictionaries were found", () => {
  expect(dictionaries.length).toBeGreaterThan(4);
});

test.each(dictionaries)("$name says the same places in both languages", ({ words: { zh, en } }) => {
  expect(places(en).sort()).toEqual(places(zh).sort());
  const empty = [...texts(zh), ...texts(en)].filter((text) => text.trim() === "");
  expect(empty).toEqual([]);
  // The switch to the other language is named in that language.
  const chinese = texts(en).filter((text) => /\p{Script=Han}/u.test(text) && text !== "中文");
  expect(chinese).toEqual([]);
});
