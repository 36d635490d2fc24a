/** A field of a form as text; a file, or a field given twice, counts as left out. */
export function formText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
