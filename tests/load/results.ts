import { readFileSync, statfsSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";

/** Writes one command's part of the page; what the other one wrote stays. */
export function writeSection(file: string, name: string, text: string): void {
  const parts = sections(read(file));
  parts.set(name, text.trim());
  const order = [...parts.keys()].toSorted();
  const page = order.map(
    (each) => `<!-- begin ${each} -->\n${parts.get(each)}\n<!-- end ${each} -->`,
  );
  writeFileSync(file, `${page.join("\n\n")}\n`);
}

function sections(page: string): Map<string, string> {
  const found = page.matchAll(/<!-- begin (\w+) -->\n(?<text>[\s\S]*?)\n<!-- end \1 -->/g);
  return new Map([...found].map(([, name = "", text = ""]) => [name, text]));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** What a figure depends on: date, machine, disk, versions, how it was asked for. */
export function circumstances(command: string): string[] {
  const cpu = cpus();
  return [
    `- Date: ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    `- Machine: ${cpu.length} × ${cpu[0]?.model.trim() ?? "unknown CPU"}, ${(totalmem() / 1e9).toFixed(0)} GB; the record on ${diskOf(tmpdir())} (${tmpdir()})`,
    `- Versions: node ${process.version}, SQLite ${process.versions["sqlite"] ?? "?"}`,
    `- To repeat: \`${command}\``,
  ];
}

/** Kinds of file systems by their magic number (statfs(2)). */
const disks = new Map([
  [0xef53, "ext4"],
  [0x58465342, "xfs"],
  [0x9123683e, "btrfs"],
  [0x794c7630, "overlayfs"],
  [0x01021994, "tmpfs, which is memory: no sync is real there"],
]);

function diskOf(folder: string): string {
  const { type } = statfsSync(folder);
  return disks.get(type) ?? `file system 0x${type.toString(16)}`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
