import { readFileSync } from "node:fs";
import { type Document, isMap, isNode, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { fieldName, keepPlace } from "./place.ts";
import type { Problem } from "./problem.ts";

/** Larger than any entry file a person keeps; refused before it is parsed. */
const maxBytes = 4 * 1024 * 1024;
/** Uses of aliases, multiplied out: more than entries ever need, far fewer than would fill memory. */
const maxAliases = 100;

/**
 * Reads one YAML file holding one entry or a list of them. What is well formed is returned, what is
 * not is told with file, line and field; nothing is thrown for bad content. Each entry's place can
 * be asked for afterwards (`placeOf`).
 */
export function parseEntries<S extends z.ZodType>(
  file: string,
  schema: S,
): { entries: z.output<S>[]; problems: Problem[] } {
  const read = readValue(readFileSync(file));
  if ("problems" in read) {
    const problems = read.problems.map((found) => ({ file, field: "", ...found }));
    return { entries: [], problems };
  }
  const { value, lineOf } = read;
  if (value === null || value === undefined) return { entries: [], problems: [] };

  const entries: z.output<S>[] = [];
  const problems: Problem[] = [];
  const items = Array.isArray(value) ? value : [value];
  items.forEach((item, at) => {
    const before = Array.isArray(value) ? [at] : [];
    const checked = schema.safeParse(item);
    if (checked.success) {
      const entry: unknown = checked.data;
      if (typeof entry === "object" && entry !== null) {
        keepPlace(entry, { file, lineOf: (path) => lineOf([...before, ...path]) });
      }
      entries.push(checked.data);
      return;
    }
    for (const { path: inner, message } of checked.error.issues.flatMap(byField)) {
      const path = [...before, ...inner];
      problems.push({ file, line: lineOf(path), field: fieldName(path), message });
    }
  });
  return { entries, problems };
}

type Told = Pick<Problem, "line" | "message">;

/** The bytes of a file as a plain value, or what keeps them from being one. */
function readValue(
  bytes: Uint8Array,
): { value: unknown; lineOf(path: readonly PropertyKey[]): number } | { problems: Told[] } {
  if (bytes.length > maxBytes) {
    const message = `the file has ${bytes.length} bytes, more than ${maxBytes}: split it`;
    return { problems: [{ line: 1, message }] };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const [good = ""] = new TextDecoder().decode(bytes).split("\ufffd");
    const message = "not UTF-8 from here on, perhaps GB18030: save the file as UTF-8";
    return { problems: [{ line: good.split("\n").length, message }] };
  }
  const lines = new LineCounter();
  // Its warnings would go past the log to standard error; what they warn of fails the schema.
  const document = parseDocument(text, { lineCounter: lines, logLevel: "error" });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      line: error.linePos?.[0].line ?? 1,
      message: `not valid YAML: ${error.message.split("\n")[0]}`,
    }));
    return { problems };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { value, lineOf: (path) => lineIn(document, lines, path) };
  } catch (error) {
    // Aliases are followed only now: one without its anchor, or more of them than is sound.
    const message = `not valid YAML: ${error instanceof Error ? error.message : String(error)}`;
    return { problems: [{ line: lines.linePos(faultyAlias(document)).line, message }] };
  }
}

/** Offset of the first alias whose anchor does not stand before it; else of the first alias. */
function faultyAlias(document: Document): number {
  const anchors = new Set<string>();
  let first: number | undefined;
  let lost: number | undefined;
  visit(document, {
    Node(_, node) {
      if ("anchor" in node && node.anchor !== undefined) anchors.add(node.anchor);
    },
    Alias(_, alias) {
      const at = alias.range?.[0] ?? 0;
      first ??= at;
      if (anchors.has(alias.source)) return undefined;
      lost = at;
      return visit.BREAK;
    },
  });
  return lost ?? first ?? 0;
}

/** The line of a field's name, or of the nearest part around it where the field is missing. */
function lineIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    if (!isNode(node) || !node.range) continue;
    const parent = depth === 0 ? undefined : document.getIn(path.slice(0, depth - 1), true);
    const key = isMap(parent)
      ? parent.items.find((item) => String(item.key) === String(path[depth - 1]))?.key
      : undefined;
    return lines.linePos(isNode(key) && key.range ? key.range[0] : node.range[0]).line;
  }
  return 1;
}

/** zod tells all misspelt fields of a map as one issue of the map; their author looks for each. */
function byField(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: issue.message }];
  const message = "there is no such field here: correct its name or remove it";
  return issue.keys.map((key) => ({ path: [...issue.path, key], message }));
}
