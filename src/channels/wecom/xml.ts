import { SaxesParser } from "saxes";

/** An element: its text, or what it holds by name. */
export type XmlElement = string | XmlFields;

/** Elements by name; a name that is repeated has them all, in order. */
export interface XmlFields {
  readonly [name: string]: XmlElement | readonly XmlElement[];
}

export type XmlRead =
  | { readonly ok: true; readonly value: XmlFields }
  | { readonly ok: false; readonly why: string };

/** WeCom's own are four deep, with some dozens of elements and a few kilobytes. */
const most = { characters: 256 * 1024, depth: 12, elements: 2_000 } as const;

/**
 * Reads what stands in `<xml>`. Text is kept as it is written, neither trimmed nor made a number;
 * only line ends become LF, as XML has it, and characters that XML forbids are dropped, since a
 * message with one in it is still to be answered. No document type, hence no entities beyond the
 * five and numeric ones; no comments, no processing instructions. Attributes are passed over.
 * Never throws.
 */
export function readXml(text: string): XmlRead {
  if (text.length > most.characters) return { ok: false, why: "too large" };
  try {
    return { ok: true, value: parsed(text.replaceAll(forbidden, "")) };
  } catch (error) {
    return { ok: false, why: error instanceof Refusal ? error.message : "not well-formed" };
  }
}

/** The text of the only element of that name; undefined when there is none, several, or no text. */
export function textOf(fields: XmlFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

/** What the only element of that name holds; undefined when there is none, several, or text alone. */
export function fieldsOf(fields: XmlFields, name: string): XmlFields | undefined {
  const value = fields[name];
  return value === undefined || typeof value === "string" || isList(value) ? undefined : value;
}

/** All elements of that name, in order. */
export function allOf(fields: XmlFields, name: string): readonly XmlElement[] {
  const value = fields[name];
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no XML may hold
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

class Refusal extends Error {}

interface Open {
  readonly name: string;
  readonly fields: Map<string, XmlElement[]>;
  text: string;
}

function parsed(text: string): XmlFields {
  const parser = new SaxesParser({ position: false });
  const refuse = (why: string) => () => {
    throw new Refusal(why);
  };
  parser.on("doctype", refuse("a document type"));
  parser.on("processinginstruction", refuse("a processing instruction"));
  parser.on("comment", refuse("a comment"));
  parser.on("xmldecl", ({ version, encoding }) => {
    if (version !== "1.0" || !/^utf-8$/i.test(encoding ?? "utf-8")) {
      throw new Refusal("another version or encoding");
    }
  });
  const path: Open[] = [];
  let elements = 0;
  let root: XmlFields | undefined;
  parser.on("opentag", ({ name }) => {
    elements += 1;
    if (elements > most.elements) throw new Refusal("too many elements");
    if (path.length >= most.depth) throw new Refusal("too deep");
    if (path.length === 0 && name !== "xml") throw new Refusal("no <xml>");
    path.push({ name, fields: new Map(), text: "" });
  });
  const add = (more: string) => {
    const open = path.at(-1);
    if (open !== undefined) open.text += more;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => {
    const open = path.pop();
    if (open === undefined) return;
    const parent = path.at(-1);
    if (parent === undefined) {
      root = heldBy(open);
      return;
    }
    const element = open.fields.size === 0 ? open.text : heldBy(open);
    const sameName = parent.fields.get(open.name);
    if (sameName === undefined) parent.fields.set(open.name, [element]);
    else sameName.push(element);
  });
  parser.write(text).close();
  if (root === undefined) throw new Refusal("no <xml>");
  return root;
}

function heldBy({ fields, text }: Open): XmlFields {
  if (text.trim() !== "") throw new Refusal("text between elements");
  // Without a prototype, an element called `__proto__` is one like any other.
  const held = Object.create(null) as Record<string, XmlElement | readonly XmlElement[]>;
  for (const [name, elements] of fields) {
    const [first] = elements;
    if (first !== undefined) held[name] = elements.length === 1 ? first : elements;
  }
  return held;
}

function isList(value: XmlElement | readonly XmlElement[]): value is readonly XmlElement[] {
  return Array.isArray(value);
}
