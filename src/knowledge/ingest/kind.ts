import type { Digest } from "../entry.ts";

/** Rules, plan, news or report: a newspaper article is news, whatever document it tells of. */
export function kindOf(form: "newspaper" | "document", title: string): Digest["kind"] {
  if (form === "newspaper") return "news";
  if (/细则|办法|规定|条例|规则|章程|标准|指南|政策|清单/.test(title)) return "rules";
  if (/方案|规划|计划|要点|纲要|行动|措施|意见/.test(title)) return "plan";
  if (/报告|公报|白皮书|年报|总结/.test(title)) return "report";
  return /通知|公告|决定/.test(title) ? "rules" : "report";
}
