/**
 * How much one file may hold. The bounds are far above any government plan or newspaper page and
 * far below what would exhaust a small server.
 */
export const limits = Object.freeze({
  /** Bytes of a file on disk. */
  fileBytes: 50 * 1024 * 1024,
  /** UTF-16 units of text after reading. */
  characters: 8_000_000,
  /** Pages of a PDF. */
  pages: 2_000,
  /** Inflated bytes of all streams of a PDF but its images; pdf.js takes some ten times as much. */
  pdfInflatedBytes: 64 * 1024 * 1024,
  /** Deflated streams of a PDF. */
  pdfStreams: 100_000,
  /** Times one stream of a PDF may be deflated. */
  pdfDepth: 4,
  /** Entries of a docx archive. */
  zipEntries: 2_000,
  /** Inflated bytes of one archive entry. */
  zipEntryBytes: 40 * 1024 * 1024,
  /** Inflated bytes of a whole archive. */
  zipTotalBytes: 120 * 1024 * 1024,
  /** Inflated to packed size; checked on entries above `zipRatioFrom`, small ones may pack better. */
  zipRatio: 150,
  zipRatioFrom: 1024 * 1024,
});

/** Bytes as the MB an operator reads, one decimal. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
