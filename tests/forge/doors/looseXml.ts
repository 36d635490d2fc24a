import type { Dice } from "../shot.ts";

/** Any value as something like XML; texts as CDATA, escaped, or as they are. */
export function looseXml(value: unknown, dice: Dice): string {
  return `<xml>${inner(value, dice)}</xml>`;
}

function inner(value: unknown, dice: Dice): string {
  if (typeof value !== "object" || value === null) return text(value, dice);
  return Object.entries(value)
    .flatMap(([name, held]) =>
      (Array.isArray(held) ? held : [held]).map((each) => [name, each] as const),
    )
    .map(([name, each]) => `<${name}>${inner(each, dice)}</${name}>`)
    .join("");
}

function text(value: unknown, { roll }: Dice): string {
  const words = String(value).toWellFormed();
  const way = roll();
  if (way < 0.6) return `<![CDATA[${words.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  if (way < 0.95)
    return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("]]>", "]]&gt;");
  return words;
}
