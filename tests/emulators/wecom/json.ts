/** A JSON object nobody has checked yet. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object's text of that name; undefined where it is something else. */
export function textOf(from: Json, name: string): string | undefined {
  const value = from[name];
  return typeof value === "string" ? value : undefined;
}

export function numberOf(from: Json, name: string): number | undefined {
  const value = from[name];
  return typeof value === "number" ? value : undefined;
}

/** The object of that name; an empty one where it is something else. */
export function objectOf(from: Json, name: string): Json {
  const value = from[name];
  return isObject(value) ? value : {};
}

/** The objects of a list of that name, others left out; empty where it is no list. */
export function listOf(from: Json, name: string): readonly Json[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts of a list of that name, others left out. */
export function textsOf(from: Json, name: string): readonly string[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The parsed object, or undefined where the text is not one. */
export function readObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of UTF-8: all limits of WeCom are counted in these. */
export function bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The longest head of a text that fits, cut between characters. */
export function headOf(text: string, most: number): string {
  if (bytes(text) <= most) return text;
  const cut = Buffer.from(text, "utf8").subarray(0, most).toString("utf8");
  return cut.replace(/\uFFFD+$/, "");
}
