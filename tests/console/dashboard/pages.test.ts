import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { chartNames } from "../../../src/console/dashboard/chart.ts";
import { dashboardRoutes } from "../../../src/console/dashboard/routes.ts";
import { deskOf, now, visitor } from "../visitors.ts";
import { figures, handoff } from "./figures.ts";

const evil = `"><script>alert(1)</script>'&`;
const some = figures({
  hours: [{ hour: "2026-11-21T02", contact: 7, bot: 8, staff: 1 }],
  days: [{ day: "2026-11-21", conversations: 3, handedOver: 1 }],
  intents: [
    { intent: "subsidy", replies: 5 },
    { intent: evil, replies: 1 },
  ],
  conversations: 3,
  handedOver: 1,
  handoffs: [
    { ...handoff("2026-11-21T02:00:00Z", { claimed: 4, answered: 5, end: "closed" }), rating: 3 },
  ],
});

function stage(found = some) {
  const asked: string[] = [];
  const port = {
    figures: async (since: Date, until: Date) => {
      asked.push(`${since.toISOString()} ${until.toISOString()}`);
      return found;
    },
    topic: (intent: string) => (intent === "subsidy" ? `补助${evil}` : undefined),
    now: () => now,
  };
  return { asked, desk: deskOf(dashboardRoutes(port)) };
}

/** Throws where a document is not well-formed. */
function elementsOf(svg: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name }) => names.push(name));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(svg).close();
  return names;
}

test("the page shows every figure in a table too, with how many cases stand behind it", async () => {
  const { desk } = stage();
  const page = await (await desk.get("/dashboard")).text();
  for (const name of chartNames) expect(page).toContain(`/charts/${name}.svg?days=7`);
  expect(page.match(/<details>/g)).toHaveLength(chartNames.length);
  expect(page).toContain("<strong>67%</strong><span>共 3 个会话</span>");
  expect(page).toContain("样本少于 10，仅供参考");
  expect(page).toContain('<th scope="row">2026-11-20</th><td>—</td><td>0</td>');
  expect(page).toMatch(/alt="消息量图。客户 7，机器人 8，工作人员 1"/);
  expect(page).not.toContain("<script>alert");
  expect(page).not.toMatch(/ style="/);
  const english = await (await desk.get("/dashboard?days=30", visitor({ language: "en" }))).text();
  expect(english).toContain("Solved by the bot alone");
  expect(english).toContain("days=30");
});

test("a record without anything says so instead of drawing zeros", async () => {
  const { desk } = stage(figures({}));
  const page = await (await desk.get("/dashboard?days=1")).text();
  expect(page).not.toContain('<img src="/console/dashboard');
  expect(page.match(/这段时间没有数据。/g)).toHaveLength(chartNames.length);
  expect(page).toContain("<strong>—</strong>");
});

test.each(chartNames)(
  "the picture of %s is a well-formed document in both looks and widths",
  async (name) => {
    const { desk } = stage();
    const pictures = new Set<string>();
    for (const query of ["theme=light", "theme=dark", "theme=dark&size=narrow", "theme=&size=x"]) {
      const response = await desk.get(`/dashboard/charts/${name}.svg?days=7&${query}`);
      expect(response.headers.get("Content-Type")).toBe("image/svg+xml; charset=utf-8");
      expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      const svg = await response.text();
      const elements = elementsOf(svg);
      expect(elements).toContain("path");
      for (const never of ["script", "foreignObject", "image", "a", "use"]) {
        expect(elements).not.toContain(never);
      }
      expect(svg).toContain("Noto Sans CJK SC");
      pictures.add(svg.replaceAll(/zr\d+-\w+(?:-\d+)?/g, ""));
    }
    expect(pictures.size).toBe(3);
  },
);

test("a page and its pictures are counted once, another period anew", async () => {
  const { desk, asked } = stage();
  await desk.get("/dashboard");
  await desk.get("/dashboard/charts/volume.svg?days=7");
  expect(asked).toEqual(["2026-11-14T16:00:00.000Z 2026-11-21T16:00:00.000Z"]);
  await desk.get("/dashboard?days=90");
  expect(asked).toHaveLength(2);
});

test.each(["volume", "volume.png", "..%2fx.svg", "__proto__.svg"])(
  "there is no picture %s",
  async (name) => {
    const { desk } = stage();
    expect((await desk.get(`/dashboard/charts/${name}`)).status).toBe(404);
  },
);
