import { list, object, type Params, text } from "../params.ts";
import { bad } from "../refused.ts";
import type { Methods } from "./method.ts";

interface Command {
  readonly command: string;
  readonly description: string;
}

/** What people see of the bot before they write: its commands and texts, by language. */
export function profileMethods(firstName: string): Methods {
  const commands = new Map<string, readonly Command[]>();
  return {
    setMyCommands(params) {
      const wanted = list(params, "commands");
      if (wanted === undefined) throw bad("can't parse commands: expected an Array");
      if (wanted.length > 100) throw bad("BOT_COMMANDS_TOO_MUCH");
      commands.set(keyOf(params), wanted.map(commandOf));
      return true;
    },
    getMyCommands: (params) => commands.get(keyOf(params)) ?? [],
    deleteMyCommands(params) {
      commands.delete(keyOf(params));
      return true;
    },
    setChatMenuButton: () => true,
    ...described("Name", "name", 64, firstName),
    ...described("Description", "description", 512, ""),
    ...described("ShortDescription", "short_description", 120, ""),
  };
}

function keyOf(params: Params): string {
  return `${language(params)} ${JSON.stringify(object(params, "scope") ?? { type: "default" })}`;
}

/** Two letters or none; `zh-hans`, which users have, is refused here. */
function language(params: Params): string {
  const code = text(params, "language_code") ?? "";
  if (code !== "" && !/^[a-z]{2}$/.test(code)) throw bad("invalid language code specified");
  return code;
}

function commandOf(value: unknown): Command {
  const { command, description } = (value ?? {}) as Partial<Command>;
  const name = String(command ?? "").replace(/^\//, "");
  if (!/^[a-z0-9_]{1,32}$/.test(name)) throw bad("BOT_COMMAND_INVALID");
  if (typeof description !== "string" || description.trim() === "") {
    throw bad("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  if (description.length > 256) throw bad("BOT_COMMAND_DESCRIPTION_INVALID");
  return { command: name, description };
}

/** The pair setMy… and getMy… of one text. */
function described(name: string, field: string, longest: number, initial: string): Methods {
  const texts = new Map<string, string>();
  return {
    [`setMy${name}`](params: Params) {
      const given = text(params, field) ?? "";
      if (given.length > longest) throw bad(`${field.replaceAll("_", " ")} is too long`);
      texts.set(language(params), given);
      return true;
    },
    [`getMy${name}`]: (params: Params) => ({
      [field]: texts.get(language(params)) ?? texts.get("") ?? initial,
    }),
  };
}
