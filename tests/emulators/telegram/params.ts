import { bad } from "./refused.ts";

/** Parameters of one call; from a form all values are text, from JSON they have types. */
export type Params = Readonly<Record<string, unknown>>;

/** Telegram takes an integer as a number or as digits. */
export function integer(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) {
    throw bad(`invalid ${name} specified`);
  }
  return number;
}

export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw bad(`field "${name}" must be of type String`);
  return value;
}

export function flag(params: Params, name: string): boolean {
  const value = params[name];
  return value === true || value === 1 || ["true", "True", "1", "yes", "y"].includes(String(value));
}

/** An object, as such or as JSON in a form field. */
export function object(params: Params, name: string): Params | undefined {
  const value = structured(params, name);
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(`object expected as ${name.replaceAll("_", " ")}`);
  }
  return value as Params;
}

export function list(params: Params, name: string): readonly unknown[] | undefined {
  const value = structured(params, name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw bad(`can't parse ${name}: expected an Array`);
  return value;
}

function structured(params: Params, name: string): unknown {
  const value = params[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw bad(`can't parse ${name.replaceAll("_", " ")} JSON object`);
  }
}
