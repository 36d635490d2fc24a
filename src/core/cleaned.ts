/**
 * What a person typed, as it may be kept and shown: whole characters only, one kind of line end, and
 * no control characters. PostgreSQL cannot store NUL, and the others act on a terminal.
 *
 * @param longest UTF-16 units that are looked at; what is behind them is left out
 */
export function cleaned(text: string, longest = text.length): string {
  return (
    text
      .slice(0, longest)
      .toWellFormed()
      .replaceAll(/\r\n?/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
  );
}
