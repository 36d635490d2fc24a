/** Text of an element, in CDATA as WeCom sends it. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

/** A string goes into CDATA, a number stands bare, a list repeats its element. */
export type Value = string | number | bigint | Node | readonly (string | Node)[];
export interface Node {
  readonly [name: string]: Value;
}

/** `<xml>…</xml>` of the given elements, in their order, without white space between. */
export function xml(node: Node): string {
  return `<xml>${inner(node)}</xml>`;
}

function inner(node: Node): string {
  return Object.entries(node)
    .flatMap(([name, value]) =>
      (isList(value) ? value : [value]).map((each) => element(name, each)),
    )
    .join("");
}

function isList(value: Value): value is readonly (string | Node)[] {
  return Array.isArray(value);
}

function element(name: string, value: string | number | bigint | Node): string {
  const content =
    typeof value === "string" ? cdata(value) : typeof value === "object" ? inner(value) : value;
  return `<${name}>${content}</${name}>`;
}

export interface Element {
  /** All text directly inside, CDATA included. */
  readonly text: string;
  readonly children: readonly (readonly [string, Element])[];
}

const token = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)/y;
const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&amp;": "&",
};

/** The root element of a passive reply, or undefined where it is not well-formed XML of that kind. */
export function readXml(source: string): Element | undefined {
  const root: { name: string; text: string; children: [string, Element][] } = {
    name: "",
    text: "",
    children: [],
  };
  const open = [root];
  const text = source.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    const here = open.at(-1);
    if (found === null || here === undefined) return undefined;
    const [, raw, closing, name = "", empty, plain] = found;
    if (raw !== undefined) here.text += raw;
    else if (plain !== undefined)
      here.text += plain.replace(/&(?:lt|gt|quot|apos|amp);/g, (at) => entities[at] ?? at);
    else if (closing === "/") {
      if (here.name !== name || open.length === 1) return undefined;
      open.pop();
    } else {
      const child = { name, text: "", children: [] };
      here.children.push([name, child]);
      if (empty !== "/") open.push(child);
    }
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || only === undefined || others.length > 0) return undefined;
  return only[0] === "xml" ? only[1] : undefined;
}

/** Text of the child of that name; undefined where there is none, or more than one. */
export function childText(element: Element, name: string): string | undefined {
  const found = element.children.filter(([each]) => each === name);
  return found.length === 1 ? found[0]?.[1].text : undefined;
}

export function child(element: Element, name: string): Element | undefined {
  return element.children.find(([each]) => each === name)?.[1];
}
