import type { Case } from "../../ledger/deskRecord.ts";
import { refuse } from "../refuse.ts";
import type { Call, Route } from "../route.ts";
import { casePage, type Said } from "./casePage.ts";
import { type Change, setAssignee, setStatus, type Wanted } from "./changing.ts";
import { exportRoutes } from "./exportRoutes.ts";
import { caseFilter, filterIn } from "./filter.ts";
import { formText } from "./formText.ts";
import { listPage } from "./listPage.ts";
import type { RequestsPort } from "./port.ts";
import { requestWords } from "./words.ts";

const pageSize = 50;
/** Further back people filter, they do not leaf. */
const farthest = 10_000;

export function requestRoutes(port: RequestsPort): readonly Route[] {
  async function list({ c, visitor }: Call): Promise<Response> {
    const filter = filterIn((name) => c.req.query(name));
    const asked = Number(c.req.query("from") ?? 0);
    const from = Number.isInteger(asked) && asked > 0 ? Math.min(asked, farthest) : 0;
    const [found, colleagues] = await Promise.all([
      port.record.cases({ ...caseFilter(filter, visitor.id), limit: pageSize + 1, from }),
      port.colleagues(),
    ]);
    const cases = found.slice(0, pageSize);
    const more = found.length > pageSize && from + pageSize <= farthest;
    return c.html(
      listPage({ visitor, filter, cases, colleagues, from, pageSize, more, now: port.now() }),
    );
  }

  async function show(
    { c, visitor }: Call,
    found: Case,
    told: { readonly said?: Said; readonly note?: string; readonly status?: 409 | 422 } = {},
  ): Promise<Response> {
    const { said, note, status } = told;
    const [events, colleagues, reach] = await Promise.all([
      port.record.caseEvents(found.request.receipt),
      port.colleagues(),
      port.reach(found.conversation),
    ]);
    const fields = port.fields(found.request);
    const now = port.now();
    const page = casePage({ visitor, found, fields, events, colleagues, reach, now, said, note });
    return c.html(page, status ?? 200);
  }

  async function one(call: Call): Promise<Response> {
    const { c, visitor } = call;
    const found = await caseOf(c.req.param("receipt"));
    if (found === undefined) return await refuse(c, "not-found", visitor);
    const { done } = requestWords(visitor.language);
    const key = (["now", "later", "assigned"] as const).find(
      (each) => each === c.req.query("done"),
    );
    return await show(
      call,
      found,
      key === undefined ? {} : { said: { good: true, text: done[key] } },
    );
  }

  /** Makes a change and shows what came of it; what was written stays where it came to nothing. */
  function act(make: (call: Call, found: Case, wanted: Wanted) => Promise<Change>) {
    return async function change(call: Call): Promise<Response> {
      const { c, visitor } = call;
      const found = await caseOf(c.req.param("receipt"));
      if (found === undefined) return await refuse(c, "not-found", visitor);
      const form = await c.req.parseBody();
      const to = formText(form["to"]);
      const seen = new Date(formText(form["seen"]) ?? Number.NaN);
      const note = (formText(form["note"]) ?? "").trim().replaceAll("\r\n", "\n");
      if (to === undefined || Number.isNaN(seen.getTime())) {
        return await refuse(c, "malformed", visitor);
      }
      const end = await make(call, found, { seen, to, note });
      if ("done" in end) {
        return c.redirect(`/console/requests/${found.request.receipt}?done=${end.done}`, 303);
      }
      const say = requestWords(visitor.language);
      const text = note === "" ? end.refused : `${end.refused} ${say.keptNote}`;
      const fresh = (await caseOf(found.request.receipt)) ?? found;
      return await show(call, fresh, { said: { good: false, text }, note, status: end.status });
    };
  }

  async function caseOf(receipt: string | undefined): Promise<Case | undefined> {
    if (receipt === undefined) return undefined;
    return (await port.record.cases({ receipt, limit: 1 }))[0];
  }

  return [
    { method: "GET", path: "/requests", access: "staff", handle: list },
    ...exportRoutes(port),
    { method: "GET", path: "/requests/:receipt", access: "staff", handle: one },
    {
      method: "POST",
      path: "/requests/:receipt/status",
      access: "staff",
      handle: act(({ visitor }, found, wanted) => setStatus(port, visitor, found, wanted)),
    },
    {
      method: "POST",
      path: "/requests/:receipt/assignee",
      access: "staff",
      handle: act(({ visitor }, found, wanted) => setAssignee(port, visitor, found, wanted)),
    },
  ];
}
