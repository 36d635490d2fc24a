/**
 * Text as both databases can hold it: a NUL and half a surrogate pair become U+FFFD. PostgreSQL
 * refuses the one, UTF-8 cannot write the other; neither means anything to a reader.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
