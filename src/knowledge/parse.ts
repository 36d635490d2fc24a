import { readFileSync } from "node:fs";
import { isMap, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { Problem } from "./problem.ts";

/** Larger than any entry file a person keeps; refused before it is parsed. */
const maxBytes = 4 * 1024 * 1024;

/**
 * Reads one YAML file holding one entry or a list of them. What is well formed is returned, what is
 * not is told with file, line and field; nothing is thrown for bad content.
 */
export function parseEntries<S extends z.ZodType>(
  file: string,
  schema: S,
): { entries: z.output<S>[]; problems: Problem[] } {
  const bytes = readFileSync(file);
  if (bytes.length > maxBytes) {
    const message = `the file has ${bytes.length} bytes, more than ${maxBytes}: split it`;
    return { entries: [], problems: [{ file, line: 1, field: "", message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(bytes.toString("utf8"), { lineCounter: lines });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: error.linePos?.[0].line ?? 1,
      field: "",
      message: `not valid YAML: ${error.message.split("\n")[0]}`,
    }));
    return { entries: [], problems };
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (value === null || value === undefined) return { entries: [], problems: [] };

  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) {
        const parent = document.getIn(path.slice(0, depth - 1), true);
        const key = isMap(parent)
          ? parent.items.find((item) => String(item.key) === String(path[depth - 1]))?.key
          : undefined;
        const start = isNode(key) && key.range ? key.range[0] : node.range[0];
        return lines.linePos(start).line;
      }
    }
    return 1;
  };

  const entries: z.output<S>[] = [];
  const problems: Problem[] = [];
  const items = Array.isArray(value) ? value : [value];
  items.forEach((item, at) => {
    const checked = schema.safeParse(item);
    if (checked.success) entries.push(checked.data);
    else {
      for (const issue of checked.error.issues) {
        const path = Array.isArray(value) ? [at, ...issue.path] : issue.path;
        problems.push({ file, line: lineOf(path), field: fieldName(path), message: issue.message });
      }
    }
  });
  return { entries, problems };
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
