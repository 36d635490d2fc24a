/** A command as the menu shows it, and what it asks in the words of the dialogue. */
interface Command {
  readonly name: string;
  /** Undefined for the command that opens the conversation. */
  readonly words: string | undefined;
  readonly zh: string;
  readonly en: string;
}

const all: readonly Command[] = [
  { name: "start", words: undefined, zh: "开始使用", en: "Start" },
  { name: "help", words: "帮助", zh: "我能帮您做什么", en: "What I can do" },
  {
    name: "requests",
    words: "我的申请",
    zh: "查看我的申请和进度",
    en: "My requests and their status",
  },
  { name: "staff", words: "转人工", zh: "找工作人员", en: "Talk to a person" },
  {
    name: "privacy",
    words: "隐私政策",
    zh: "我们怎么对待您的信息",
    en: "How your data is treated",
  },
  { name: "delete", words: "删除我的数据", zh: "删除我的数据", en: "Delete my data" },
];

/** The menu, as setMyCommands takes it. */
export const menus = [
  { commands: all.map(({ name, zh }) => ({ command: name, description: zh })) },
  { language: "zh", commands: all.map(({ name, zh }) => ({ command: name, description: zh })) },
  { language: "en", commands: all.map(({ name, en }) => ({ command: name, description: en })) },
] as const;

export interface WrittenCommand {
  /** Whom it names: `/help@some_bot`. */
  readonly bot: string | undefined;
  /** True for one of the menu. */
  readonly known: boolean;
  /** True for the command that opens the conversation; what follows it is not read. */
  readonly arrival: boolean;
  /** What it says in plain words. */
  readonly text: string;
}

/** Reads a text that begins with a command; undefined for every other text. */
export function readCommand(text: string): WrittenCommand | undefined {
  const [, name, bot, rest = ""] =
    /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const command = all.find((one) => one.name === name.toLowerCase());
  if (command === undefined) {
    return { bot, known: false, arrival: false, text: [`/${name}`, rest].join(" ").trim() };
  }
  const { words } = command;
  const said = words === undefined ? "" : [words, rest.trim()].join(" ").trim();
  return { bot, known: true, arrival: words === undefined, text: said };
}
