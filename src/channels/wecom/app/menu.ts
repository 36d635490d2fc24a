/** What a button of the menu is called, and what pressing it says. */
interface Item {
  /** At most 40 bytes. */
  readonly name: string;
  /** At most 128 bytes; pressed buttons of an older menu still send theirs, so none is given anew. */
  readonly key: string;
  readonly text: string;
}

interface Group {
  /** At most 16 bytes: five Chinese characters. */
  readonly name: string;
  /** One to five. */
  readonly items: readonly Item[];
}

/** The app's menu: one to three groups (WeCom doc 90231). */
export const menu: readonly Group[] = [
  {
    name: "问政策",
    items: [
      { name: "质押融资", key: "pledge-financing", text: "质押融资怎么办理" },
      { name: "保护补助", key: "subsidy", text: "补助标准" },
      { name: "维权援助", key: "rights-protection", text: "怎么申请维权援助" },
      { name: "海外知识产权", key: "overseas-ip", text: "海外知识产权纠纷怎么应对" },
    ],
  },
  {
    name: "办事项",
    items: [
      { name: "预约专家服务", key: "expert-service", text: "我想预约专家服务" },
      { name: "登记融资咨询", key: "financing-consultation", text: "我想登记质押融资咨询" },
      { name: "补助条件自查", key: "subsidy-check", text: "帮我核对能不能申请补助" },
      { name: "我的申请", key: "my-requests", text: "我的申请" },
    ],
  },
  {
    name: "找帮助",
    items: [
      { name: "转人工", key: "talk-to-staff", text: "转人工" },
      { name: "使用说明", key: "help", text: "你能做什么" },
      { name: "删除我的数据", key: "privacy", text: "删除我的数据" },
    ],
  },
];

const texts = new Map(menu.flatMap(({ items }) => items.map(({ key, text }) => [key, text])));

/** What the button of that key stands for. */
export function menuText(key: string): string | undefined {
  return texts.get(key);
}

/** The menu as `menu/create` takes it. */
export function menuBody(): { readonly button: readonly unknown[] } {
  const button = menu.map(({ name, items }) => ({
    name,
    sub_button: items.map((item) => ({ type: "click", name: item.name, key: item.key })),
  }));
  return { button };
}
