/** Whole characters only, one kind of line end, no control characters: those act on a terminal. */
export function cleaned(text: string, longest: number): string {
  return (
    text
      .slice(0, longest)
      .toWellFormed()
      .replaceAll(/\r\n?/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
      .trim()
  );
}
