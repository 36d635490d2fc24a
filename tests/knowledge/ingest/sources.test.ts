import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ingest } from "../../../src/knowledge/ingest/ingest.ts";

/** The operator's own files, beside the checkout where it has them. */
const seeds = join(import.meta.dirname, "../../../../shared/seeds");

/** File, then each article's date and a word of its title. */
const expected: Record<string, [date: string, word: string][]> = {
  "000_be479c259e74b5b2.txt": [
    ["2026-04-16", "硬引擎"],
    ["2026-04-16", "阿维塔"],
    ["2026-04-16", "摩托车"],
    ["2026-04-15", "林业"],
    ["2026-04-16", "渝中区"],
  ],
  "001_ea08c9e982226433.txt": [
    ["2026-01-26", "科创指数"],
    ["2026-01-26", "50万元"],
    ["2026-01-26", "外贸"],
    ["2026-01-23", "八家单位"],
    ["2026-01-21", "专家服务"],
    ["2026-01-26", "出风口"],
  ],
  "002_77bee761e0198944.txt": [
    ["2025-06-16", "现代服务业"],
    ["2025-06-16", "工作要点"],
  ],
  "003_732e3f38102e5230.txt": [["2025-09-22", "现代制造业"]],
  "004_8b4a19ee8c89eb15.txt": [
    ["2021-04-28", "秀山"],
    ["2021-04-28", "璧山"],
    ["2021-04-28", "百强企业"],
    ["2021-04-28", "企业债"],
    ["2021-04-28", "巴南"],
  ],
};

const figures = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];

describe.skipIf(!existsSync(seeds))("the operator's source files", () => {
  it.each(Object.entries(expected))("%s: articles, titles and dates", async (file, articles) => {
    const { digests } = await ingest([join(seeds, file)], { now: new Date("2026-11-21") });
    expect(digests.map((digest) => digest.date)).toEqual(articles.map(([date]) => date));
    for (const [index, [, word]] of articles.entries()) {
      expect(digests[index]?.title).toContain(word);
    }
  });

  it("keeps at least 99% of all figures", async () => {
    let total = 0;
    let kept = 0;
    for (const file of Object.keys(expected)) {
      const raw = (await readFile(join(seeds, file), "utf8")).replace(/\s+/g, "");
      const { digests } = await ingest([join(seeds, file)], { now: new Date("2026-11-21") });
      const held = new Set(
        figures(
          digests
            .map((d) =>
              [d.title, d.number, ...d.passages.flatMap((p) => [p.section, p.text])].join("\n"),
            )
            .join("\n"),
        ),
      );
      for (const figure of new Set(figures(raw))) {
        total += 1;
        if (held.has(figure)) kept += 1;
      }
    }
    expect(kept / total).toBeGreaterThanOrEqual(0.99);
  });
});
