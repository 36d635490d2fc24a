export const staffCommands = [
  { name: "claim", zh: "接手这个会话", en: "Take this conversation" },
  {
    name: "return",
    zh: "交还机器人（后面可写小结）",
    en: "Give back to the bot (summary behind it)",
  },
  { name: "close", zh: "结束这次服务（后面可写小结）", en: "Close (summary behind it)" },
  { name: "who", zh: "现在由谁接待", en: "Who serves it now" },
] as const;

export type StaffCommand = (typeof staffCommands)[number]["name"];

/** As setMyCommands takes them: without a language, and for English. */
export const staffMenus = [
  { commands: staffCommands.map(({ name, zh }) => ({ command: name, description: zh })) },
  {
    language: "en",
    commands: staffCommands.map(({ name, en }) => ({ command: name, description: en })),
  },
] as const;

export interface WrittenStaffCommand {
  /** Undefined for one that there is not. */
  readonly command: StaffCommand | undefined;
  /** The bot it names; undefined where it names none. */
  readonly bot: string | undefined;
  readonly rest: string;
}

/** Undefined for a text that begins with no command. */
export function readStaffCommand(text: string): WrittenStaffCommand | undefined {
  const [, name, bot, rest = ""] =
    /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const command = staffCommands.find((one) => one.name === name.toLowerCase())?.name;
  return { command, bot, rest: rest.trim() };
}
