import { readXml, textOf } from "./xml.ts";

export type Envelope = "xml" | "json";

/** The encrypted text a callback's body carries; undefined when it is not one envelope with one. */
export function encryptedIn(envelope: Envelope, body: ArrayBuffer): string | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
  if (envelope === "json") return inJson(text);
  const read = readXml(text);
  const encrypted = read.ok ? textOf(read.value, "Encrypt")?.trim() : undefined;
  return encrypted === "" ? undefined : encrypted;
}

function inJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { encrypt } = value as { encrypt?: unknown };
    return typeof encrypt === "string" && encrypt !== "" ? encrypt : undefined;
  } catch {
    return undefined;
  }
}
