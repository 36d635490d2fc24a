/** XML as WeCom writes it, for callbacks that tests make up. */

/** What {@link writeXml} writes: text in CDATA, a number bare, fields nested. */
export interface XmlToWrite {
  readonly [name: string]: string | number | XmlToWrite;
}

/** `<xml>…</xml>`. */
export function writeXml(fields: XmlToWrite): string {
  return `<xml>${inner(fields)}</xml>`;
}

function inner(fields: XmlToWrite): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${written(value)}</${name}>`)
    .join("");
}

function written(value: string | number | XmlToWrite): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "object") return inner(value);
  const text = value.toWellFormed().replaceAll(forbidden, "");
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
