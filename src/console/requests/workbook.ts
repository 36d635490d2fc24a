/** The only place that knows how an XLSX file is made. */
import { writeXlsxStream } from "hucre/xlsx";
import { cellText } from "./cellText.ts";

export interface Column {
  readonly header: string;
  /** In characters. */
  readonly width: number;
  readonly kind: "text" | "time";
}

/** Of one row, in the order of the columns: texts, and times for `time` columns. */
export type Cells = readonly (string | Date | undefined)[];

export const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/**
 * One sheet whose first row stays in sight. Cells are typed text or times, never formulas. Rows are
 * taken as the reader takes bytes, so the file is never whole in memory.
 */
export function workbook(
  name: string,
  columns: readonly Column[],
  rows: Iterable<Cells>,
): ReadableStream<Uint8Array> {
  return writeXlsxStream(written(rows), {
    name,
    freezePane: { rows: 1 },
    columns: columns.map(({ header, width, kind }) => ({
      header: cellText(header),
      width,
      ...(kind === "time" ? { numFmt: "yyyy-mm-dd hh:mm" } : {}),
    })),
  });
}

function* written(rows: Iterable<Cells>) {
  for (const cells of rows) {
    yield cells.map((cell) => {
      if (cell === undefined || cell === "") return null;
      return typeof cell === "string" ? cellText(cell) : wallClock(cell);
    });
  }
}

/** A workbook knows no time zones: it holds what the clock on a wall in Chongqing shows. */
function wallClock(time: Date): Date {
  return new Date(time.getTime() + 8 * 3_600_000);
}
