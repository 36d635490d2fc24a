/** 「1」「第二个」 picks one of the choices last offered; other texts stay as they are. */
export function pick(text: string, choices: readonly string[]): string {
  const place = /^(?:选?第?)?\s*([1-9一二三四五六七八九])\s*(?:个|项|号|吧)?[。.!！]?$/.exec(
    text,
  )?.[1];
  if (place === undefined || choices.length === 0) return text;
  const at = /\d/.test(place) ? Number(place) : "一二三四五六七八九".indexOf(place) + 1;
  return choices[at - 1] ?? text;
}
