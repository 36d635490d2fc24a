import { dayIn } from "../../core/day.ts";
import type { Call, Route } from "../route.ts";
import { exportedCases, sheetOf } from "./exported.ts";
import { exportPage } from "./exportPage.ts";
import { caseFilter, filterIn } from "./filter.ts";
import { formText } from "./formText.ts";
import type { RequestsPort } from "./port.ts";
import { requestWords } from "./words.ts";
import { workbook, workbookType } from "./workbook.ts";

export function exportRoutes(port: RequestsPort): readonly Route[] {
  async function ask({ c, visitor }: Call): Promise<Response> {
    const filter = filterIn((name) => c.req.query(name));
    const say = requestWords(visitor.language);
    const named: Readonly<Record<string, string>> = {
      me: visitor.name,
      nobody: say.nobody,
      "": say.everything,
    };
    const colleague = (await port.colleagues()).find(({ id }) => id === filter.assignee);
    return c.html(exportPage(visitor, filter, colleague?.name ?? named[filter.assignee]));
  }

  async function download({ c, visitor }: Call): Promise<Response> {
    const form = await c.req.parseBody();
    const filter = filterIn((name) => formText(form[name]));
    const cases = await exportedCases(port.record, caseFilter(filter, visitor.id));
    // Before the first byte leaves: no file without its line in the log.
    await port.audit(visitor, {
      action: "requests.export",
      detail: { rows: String(cases.length), status: filter.status, kind: filter.kind },
    });
    const { columns, rows } = sheetOf(cases, port.fields, visitor.language);
    const day = dayIn(port.now()).replaceAll("-", "");
    return c.body(workbook(requestWords(visitor.language).sheet, columns, rows), 200, {
      "Content-Type": workbookType,
      "Content-Disposition": `attachment; filename="zhiwen-requests-${day}.xlsx"`,
      "X-Content-Type-Options": "nosniff",
    });
  }

  return [
    { method: "GET", path: "/requests.xlsx", access: "editor", stepUp: true, handle: ask },
    { method: "POST", path: "/requests.xlsx", access: "editor", stepUp: true, handle: download },
  ];
}
