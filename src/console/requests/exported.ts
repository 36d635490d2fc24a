/** Which requests go into a file, and what stands in its columns. */
import type { Case, CaseFilter } from "../../ledger/deskRecord.ts";
import { deskWords } from "../desk/words.ts";
import type { Language } from "../visitor.ts";
import type { Field, RequestsPort } from "./port.ts";
import { requestWords } from "./words.ts";
import type { Cells, Column } from "./workbook.ts";

/** More than the newest so many are not exported: filters make it less. */
export const mostExported = 20_000;
const pageSize = 500;

/** Read page by page, so that others are served in between. */
export async function exportedCases(
  record: RequestsPort["record"],
  filter: Omit<CaseFilter, "limit">,
): Promise<readonly Case[]> {
  const found: Case[] = [];
  while (found.length < mostExported) {
    const last = found.at(-1)?.request;
    const limit = Math.min(pageSize, mostExported - found.length);
    const page = await record.cases({
      ...filter,
      limit,
      ...(last === undefined ? {} : { after: last }),
    });
    found.push(...page);
    if (page.length < limit) break;
  }
  return found;
}

export interface Sheet {
  readonly columns: readonly Column[];
  readonly rows: Iterable<Cells>;
}

/** A column for every label that any of the forms has, in the order they are met. */
export function sheetOf(
  cases: readonly Case[],
  fieldsOf: RequestsPort["fields"],
  language: Language,
): Sheet {
  const say = requestWords(language);
  const labels = new Set(
    cases.flatMap(({ request }) => fieldsOf(request).map(({ label }) => label)),
  );
  const column = (header: string, width: number, kind: Column["kind"] = "text"): Column => ({
    header,
    width,
    kind,
  });
  return {
    columns: [
      column(say.receipt, 22),
      column(say.kind, 16),
      column(say.status, 10),
      column(say.filed, 18, "time"),
      column(say.updated, 18, "time"),
      column(say.assignee, 12),
      column(say.channel, 14),
      ...[...labels].map((label) => column(label, 26)),
    ],
    rows: rowsOf(cases, [...labels], fieldsOf, language),
  };
}

function* rowsOf(
  cases: readonly Case[],
  labels: readonly string[],
  fieldsOf: RequestsPort["fields"],
  language: Language,
): Iterable<Cells> {
  const say = requestWords(language);
  const { channels } = deskWords(language);
  for (const { request, assignee, channel } of cases) {
    const fields = fieldsOf(request);
    yield [
      request.receipt,
      say.kinds[request.kind],
      say.statuses[request.status],
      request.createdAt,
      request.updatedAt,
      assignee?.name,
      channels[channel],
      ...labels.map((label) => valueUnder(fields, label)),
    ];
  }
}

/** A form that asks two things under one label has both in its cell. */
function valueUnder(fields: readonly Field[], label: string): string {
  const values = fields.filter((field) => field.label === label).map(({ value }) => value);
  return values.join("\n");
}
