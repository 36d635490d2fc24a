import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { li, looks, type Stage, sends, stage } from "./stage.ts";

type Node = DefaultTreeAdapterTypes.Node;

const bidi = ["\u202E", "\u2066", "\u200F", "\u061C"].map((mark) => `a${mark}gpj.exe`);
const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<svg><animate onbegin=alert(1) attributeName=x>",
  "<body onload=alert(1)>",
  '"><script>alert(1)</script>',
  "'><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "</template><img src=x onerror=alert(1)>",
  "<!--<img src='--><img src=x onerror=alert(1)>",
  "<iframe src=javascript:alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<a href=javascript:alert(1)>x</a>",
  "<form action=//evil.example><button>x</button></form>",
  "<button formaction=//evil.example>x</button>",
  "<input onfocus=alert(1) autofocus>",
  "<details open ontoggle=alert(1)>",
  "<math><mtext><style><img src=x onerror=alert(1)></style>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<base href=//evil.example>",
  "<link rel=stylesheet href=//evil.example>",
  "<style>*{display:none}</style>",
  "<div popover id=transfer>x</div>",
  '" autofocus onfocus="alert(1)',
  "' onmouseover='alert(1)",
  "` onerror=alert(1) `",
  "javascript:alert(1)",
  "${alert(1)}",
  "{{constructor.constructor('alert(1)')()}}",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;script&#62;",
  "\u0000<script>alert(1)</script>",
  "a\u001b[31mred\u0007",
  "\u2028alert(1)\u2029",
  "half \uD800 and \uDFFF",
  "\uFEFFhidden\u200B",
  `${"\u0301".repeat(60)}Z`,
  ...bidi,
  "]]><script>alert(1)</script>",
  "data: x\n\nevent: parts\ndata: {}",
  "../../../etc/passwd",
  '=HYPERLINK("//evil.example")',
];

test("there are enough of them", () => {
  expect(hostile.length).toBeGreaterThanOrEqual(40);
});

describe("every field a person fills", () => {
  let desk: Stage;
  let plain: Page;
  let number = 0;
  beforeAll(async () => {
    desk = await stage();
    plain = await pageOf("harmless");
  });
  afterAll(async () => {
    await desk.close();
    expect(desk.problems).toEqual([]);
  });

  /** All fields of one conversation filled with a text, as its page shows them. */
  async function pageOf(text: string): Promise<Page> {
    number += 1;
    const id = await desk.asks({
      contact: `${number} ${text.toWellFormed().replaceAll("\0", "")}`,
      text,
      answer: text,
      desk: { district: text, topic: text },
      capsule: {
        missing: text,
        slots: [{ label: text, value: text }],
        passages: [text],
      },
      attachment: { kind: "file", reference: text, name: text },
    });
    await desk.writes(id, text, { kind: "link", reference: text, name: text });
    const evil = { id: li.id, name: text };
    await desk.port.desk.claim(id, evil, "console");
    const key = `k${Math.random().toString(36).slice(2)}aaaaaaaaaaaaaaaa`;
    await desk.port.desk.say(id, evil, { key, text });
    await desk.ledger.desk.addNote(id, { id: "s-other", name: text }, text);
    await desk.port.presence.beat("tab", {
      staff: { id: "s-other", name: text },
      conversation: id,
      writing: true,
    });
    desk.suggested = [text];
    const page = await (await looks(desk, `/console/conversations/${id}?tab=all`)).text();
    const aid = await sends(desk, `/console/conversations/${id}/suggest`, { text });
    const markup = page + (await aid.text());
    expect(markup.includes("\uD800")).toBe(false);
    return read(markup);
  }

  test.each(hostile)("shows %j as text", async (text) => {
    const page = await pageOf(text);
    expect(page.elements).toEqual(plain.elements);
    expect(page.handlers).toEqual([]);
    expect(
      page.addresses.filter((each) => !each.startsWith("/console") && each !== "#main"),
    ).toEqual([]);
    expect(page.text).not.toMatch(/[^\P{C}\n\t\u200d]/u);
  });
});

interface Page {
  /** How many there are of each element. */
  readonly elements: Readonly<Record<string, number>>;
  readonly handlers: readonly string[];
  readonly addresses: readonly string[];
  readonly text: string;
}

/** A page as a browser parses it; the lines of the list, which grows, are left out. */
function read(markup: string): Page {
  const elements: Record<string, number> = {};
  const handlers: string[] = [];
  const addresses: string[] = [];
  let text = "";
  const walk = (node: Node) => {
    if (node.nodeName === "#text" && "value" in node) text += node.value;
    if ("attrs" in node) {
      if (node.attrs.some(({ name, value }) => name === "id" && value === "inbox-scroll")) return;
      elements[node.nodeName] = (elements[node.nodeName] ?? 0) + 1;
      for (const { name, value } of node.attrs) {
        if (name.startsWith("on") || name === "style") handlers.push(`${name}=${value}`);
        if (["href", "src", "action", "formaction"].includes(name)) addresses.push(value);
      }
    }
    if ("childNodes" in node) for (const child of node.childNodes) walk(child);
  };
  walk(parseFragment(markup));
  return { elements, handlers, addresses, text };
}
