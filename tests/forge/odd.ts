import type { Dice } from "./shot.ts";

/** Texts that programs stumble over. */
export const oddTexts: readonly string[] = [
  "",
  " ",
  "\t\r\n",
  "0",
  "-1",
  "1e999",
  "NaN",
  "null",
  "true",
  "undefined",
  "__proto__",
  "constructor",
  "toString",
  "../../etc/passwd",
  "' OR 1=1 --",
  "'; DROP TABLE inbox; --",
  "%00%0d%0a",
  "%s%n%x",
  "${jndi:ldap://127.0.0.1/a}",
  "<script>alert(1)</script>",
  "]]><Encrypt>x</Encrypt><![CDATA[",
  "&lt;&#0;&#x1F;&unknown;",
  "a\u0000b",
  "\u0000",
  "\u0001\u0007\u001b[2J\u009b31m",
  "\ud83d",
  "\udc00a\ud800",
  "\u202eabc\u2066\u2069\u200b\ufeff",
  "e\u0301".repeat(300),
  "👨‍👩‍👧‍👦".repeat(200),
  "问".repeat(9_000),
  "ÿ",
  "\u2028\u2029",
  "9".repeat(400),
  "/start\u0000",
  "/".repeat(200),
  "%".repeat(200),
  "@".repeat(200),
  "x".repeat(200),
  "x".repeat(513),
];

const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e300,
  5e-324,
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  { length: -1 },
  { toJSON: 1 },
];

export function oddText({ one }: Dice): string {
  return one(oddTexts);
}

export function oddValue(dice: Dice): unknown {
  if (dice.roll() < 0.5) return oddText(dice);
  return dice.one(oddValues);
}

/** JSON that JSON.stringify does not write: repeated and reaching names, numbers beyond numbers. */
export function oddJson(text: string, dice: Dice): string {
  const inside = text.replace(/^\{/, "").replace(/\}$/, "");
  return dice.one([
    `{"__proto__":{${inside}},${inside}}`,
    `{${inside},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`,
    `{${inside},${inside}}`,
    text.replace(/:(\d+)/, ":1e999"),
    text.replace(/:(\d+)/, ":-0.0000000000000000000001"),
    text.replace(/:(\d+)/, ":123456789012345678901234567890"),
    `\ufeff${text}`,
    ` \n\t${text}\n `,
    `[${text}]`,
    `${text}${text}`,
    `${text}\u0000`,
    text.replaceAll('"', "'"),
    `/* */${text}`,
    deep(text, dice.one([100, 2_000])),
  ]);
}

export function deep(text: string, levels: number): string {
  return `${'{"a":['.repeat(levels)}${text}${"]}".repeat(levels)}`;
}

type Json = unknown;

/** A copy with one to three places changed: an odd value, a name lost, doubled or wrapped. */
export function distorted(template: Json, dice: Dice): Json {
  let copy: Json = structuredClone(template);
  for (let left = 1 + dice.below(3); left > 0; left -= 1) copy = changedOnce(copy, dice);
  return copy;
}

function changedOnce(value: Json, dice: Dice): Json {
  const { roll, one, below } = dice;
  const container = typeof value === "object" && value !== null;
  if (!container || roll() < 0.04) return oddValue(dice);
  if (Array.isArray(value)) {
    if (value.length === 0 || roll() < 0.2) return one([[...value, ...value], [], value[0], {}]);
    const at = below(value.length);
    return value.map((item: Json, index) => (index === at ? changedOnce(item, dice) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return oddValue(dice);
  const [name, held] = one(entries);
  const inner = typeof held === "object" && held !== null && roll() < 0.75;
  const changed = (): Json => {
    if (inner) return changedOnce(held, dice);
    const way = roll();
    if (way < 0.6) return oddValue(dice);
    if (way < 0.7) return [held, held];
    if (way < 0.8) return { [name]: held };
    if (way < 0.9) return JSON.stringify(held) ?? "undefined";
    return undefined;
  };
  return { ...value, [name]: changed() };
}
