import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { digest as schema } from "../../../src/knowledge/entry.ts";
import { ingestCommand } from "../../../src/knowledge/ingest/command.ts";
import { eveningPaper, morningPaper, written } from "./fixtures.ts";

async function run(args: string[], dir: string) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await ingestCommand(args, {
    drafts: join(dir, "drafts"),
    seeds: join(dir, "seeds"),
    now: new Date("2026-11-21"),
    stdout,
    stderr,
  });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

describe("zhiwen ingest", () => {
  it("writes drafts that read back as digests, and leaves nothing half-written", async () => {
    const [path = ""] = await written({ "morning.txt": morningPaper });
    const dir = dirname(path);
    const { code, out } = await run([path], dir);
    expect(code).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(3);
    const names = (await readdir(join(dir, "drafts"))).sort();
    expect(names).toEqual(["morning-txt-1.yaml", "morning-txt-2.yaml", "morning-txt-3.yaml"]);
    for (const name of names) {
      const entry: unknown = parse(await readFile(join(dir, "drafts", name), "utf8"));
      expect(schema.parse(entry).source.file).toBe("morning.txt");
    }
  });

  it("puts the draft an operator corrected live, and leaves what was corrected live", async () => {
    const [path = ""] = await written({ "paper.txt": morningPaper });
    const dir = dirname(path);
    const correct = async (file: string, note: string) =>
      writeFile(file, (await readFile(file, "utf8")).replace(/^title: .*$/m, `title: ${note}`));
    const draft = join(dir, "drafts", "paper-txt-2.yaml");
    const live = join(dir, "seeds", "paper-txt-2.yaml");
    await run([path], dir);
    await correct(draft, "改过的草稿");
    await run([path], dir);
    expect((await run([path, "--publish"], dir)).err).toBe("");
    expect(await readFile(live, "utf8")).toContain("title: 改过的草稿");
    expect(existsSync(draft)).toBe(false);
    await correct(live, "上线后再改");
    const again = await run([path, "--publish"], dir);
    expect(again).toMatchObject({
      code: 0,
      err: expect.stringContaining(`${live} is live from this very file already`),
    });
    expect(await readFile(live, "utf8")).toContain("title: 上线后再改");
  });

  it("publishes by moving, and a shorter second reading leaves no old article live", async () => {
    const [path = ""] = await written({ "paper.txt": morningPaper });
    const dir = dirname(path);
    await run([path], dir);
    await run([path, "--publish"], dir);
    expect((await readdir(join(dir, "seeds"))).sort()).toHaveLength(3);
    expect(await readdir(join(dir, "drafts"))).toEqual([]);
    await writeFile(path, eveningPaper);
    await run([path, "--publish", "--out", join(dir, "other")], dir);
    expect((await readdir(join(dir, "seeds"))).sort()).toEqual([
      "paper-txt-1.yaml",
      "paper-txt-2.yaml",
    ]);
  });

  it("answers wrong use with usage, and a failed file with code 1", async () => {
    const [path = ""] = await written({ "bad.pdf": "x" });
    const dir = dirname(path);
    expect(await run([], dir)).toMatchObject({
      code: 2,
      err: expect.stringContaining("zhiwen ingest FILE"),
    });
    expect(await run(["--nope"], dir)).toMatchObject({ code: 2 });
    expect(await run([path], dir)).toMatchObject({
      code: 1,
      err: expect.stringContaining("bad.pdf: is named pdf"),
    });
  });

  it("keeps two files of one name in one run apart", async () => {
    const [a = ""] = await written({ "same.txt": morningPaper });
    const [b = ""] = await written({ "same.txt": eveningPaper });
    const { out } = await run([a, b], dirname(a));
    const ids = out
      .trim()
      .split("\n")
      .map((line) => line.split("\t")[0]);
    expect(new Set(ids).size).toBe(5);
  });
});
