import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import type { Desk, Digest, Faq, Glossary, Passage, Product, Program, Reference } from "./entry.ts";
import * as entry from "./entry.ts";
import { parseEntries } from "./parse.ts";
import type { Problem } from "./problem.ts";

/** Everything the bot may say, as one immutable value. */
export interface Knowledge {
  readonly digests: readonly Digest[];
  readonly faqs: readonly Faq[];
  readonly programs: readonly Program[];
  readonly products: readonly Product[];
  readonly desks: readonly Desk[];
  readonly glossary: Glossary;
  /** `digest/passage` → both; the only way from an id to a citation. */
  readonly passages: ReadonlyMap<string, { readonly digest: Digest; readonly passage: Passage }>;
}

export interface ContentRoots {
  /** Folder of digests. */
  readonly seeds: string;
  /** Folder with faq/, programs/, products/, desks/ and glossary.yaml. */
  readonly knowledge: string;
}

export const emptyGlossary: Glossary = { regions: [], terms: [], colloquial: {}, english: {} };

/**
 * Reads both content roots. An entry that is malformed, or cites a passage that is not there, is
 * left out and told: what has no source is never said.
 */
export function readKnowledge(roots: ContentRoots): { knowledge: Knowledge; problems: Problem[] } {
  const problems: Problem[] = [];
  const read = <S extends z.ZodType<{ id: string }>>(folder: string, schema: S) => {
    const ids = new Map<string, string>();
    const kept: z.output<S>[] = [];
    for (const file of yamlFiles(folder)) {
      const parsed = parseEntries(file, schema);
      problems.push(...parsed.problems);
      for (const item of parsed.entries) {
        const first = ids.get(item.id);
        if (first === undefined) {
          ids.set(item.id, file);
          kept.push(item);
        } else {
          const message = `the id is taken by an entry in ${first}: choose another`;
          problems.push({ file, line: 1, field: item.id, message });
        }
      }
    }
    return kept;
  };

  const digests = read(roots.seeds, entry.digest);
  const passages = new Map<string, { digest: Digest; passage: Passage }>();
  for (const digest of digests) {
    for (const passage of digest.passages) {
      const key = `${digest.id}/${passage.id}`;
      if (passages.has(key)) {
        const message = `two passages have the id ${passage.id}: rename one`;
        problems.push({ file: join(roots.seeds, digest.id), line: 1, field: key, message });
      }
      passages.set(key, { digest, passage });
    }
  }

  const sourced = <E extends { id: string; sources: readonly Reference[] }>(
    folder: string,
    entries: readonly E[],
    more: (item: E) => readonly Reference[] = () => [],
  ): E[] =>
    entries.filter((item) => {
      const missing = [...item.sources, ...more(item)].filter(
        ({ document, passage }) => !passages.has(`${document}/${passage}`),
      );
      for (const { document, passage } of missing) {
        const message = `cites ${document}/${passage}, which no digest has: the entry is left out`;
        problems.push({ file: folder, line: 1, field: item.id, message });
      }
      return missing.length === 0;
    });

  const folder = (name: string) => join(roots.knowledge, name);
  const glossaryFile = folder("glossary.yaml");
  const glossaries = existsSync(glossaryFile)
    ? parseEntries(glossaryFile, entry.glossary)
    : { entries: [], problems: [] };
  problems.push(...glossaries.problems);

  const knowledge: Knowledge = {
    digests,
    faqs: sourced(folder("faq"), read(folder("faq"), entry.faq)),
    programs: sourced(folder("programs"), read(folder("programs"), entry.program), (program) =>
      program.projects.flatMap((project) => [
        project.source,
        ...project.conditions.map(({ source }) => source),
        ...project.exclusions.map(({ source }) => source),
      ]),
    ),
    products: sourced(folder("products"), read(folder("products"), entry.product)),
    desks: sourced(folder("desks"), read(folder("desks"), entry.desk)),
    glossary: glossaries.entries[0] ?? emptyGlossary,
    passages,
  };
  return { knowledge, problems };
}

function yamlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.ya?ml$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .sort();
}
