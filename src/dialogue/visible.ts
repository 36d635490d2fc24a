/** Only what people see is kept: no zero-width or bidirectional marks, control characters as spaces. */
export function visible(text: string): string {
  return text
    .replace(/[\p{Cf}\p{Cs}]/gu, "")
    .replace(/\p{Cc}/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
