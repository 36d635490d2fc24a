import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import type {
  Desk,
  Digest,
  Faq,
  Glossary,
  Passage,
  Product,
  Program,
  Reference,
  Service,
} from "./entry.ts";
import * as entry from "./entry.ts";
import { parseEntries } from "./parse.ts";
import { placeOf, problemIn } from "./place.ts";
import type { Problem } from "./problem.ts";
import { type Placed, regionProblems } from "./regionProblems.ts";

/** Everything the bot may say, as one immutable value. */
export interface Knowledge {
  readonly digests: readonly Digest[];
  readonly faqs: readonly Faq[];
  readonly programs: readonly Program[];
  readonly products: readonly Product[];
  readonly desks: readonly Desk[];
  readonly glossary: Glossary;
  readonly service: Service;
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

/** Where no service.yaml says otherwise: staff may be there at any hour. */
export const anyHour: Service = {
  waits: { escalate: 3, giveUp: 15, answer: 15, idle: 720 },
  followUpDays: 3,
};

/**
 * Reads both content roots. An entry that is malformed, or cites a passage that is not there, is
 * left out and told: what has no source is never said.
 */
export function readKnowledge(roots: ContentRoots): { knowledge: Knowledge; problems: Problem[] } {
  const problems: Problem[] = [];
  const read = <S extends z.ZodType<object & { id: string }>>(folder: string, schema: S) => {
    const kept = new Map<string, z.output<S>>();
    for (const file of yamlFiles(folder)) {
      const parsed = parseEntries(file, schema);
      problems.push(...parsed.problems);
      for (const item of parsed.entries) {
        const first = kept.get(item.id);
        if (first === undefined) {
          kept.set(item.id, item);
        } else {
          const message = `the id is taken by an entry in ${placeOf(first)?.file}: choose another`;
          problems.push(problemIn(item, item.id, ["id"], message));
        }
      }
    }
    return [...kept.values()];
  };

  const digests = read(roots.seeds, entry.digest);
  const passages = new Map<string, { digest: Digest; passage: Passage }>();
  for (const digest of digests) {
    digest.passages.forEach((passage, at) => {
      const key = `${digest.id}/${passage.id}`;
      if (passages.has(key)) {
        const message = `two passages have the id ${passage.id}: rename one`;
        problems.push(problemIn(digest, digest.id, ["passages", at, "id"], message));
      } else passages.set(key, { digest, passage });
    });
  }

  /** The entries whose every reference leads to a passage. */
  const sourced = <E extends object & { id: string; sources: readonly Reference[] }>(
    entries: readonly E[],
    more: (item: E) => readonly Cited[] = () => [],
  ): E[] =>
    entries.filter((item) => {
      const own = item.sources.map((source, at) => ({ source, path: ["sources", at] }));
      const missing = [...own, ...more(item)].filter(
        ({ source: { document, passage } }) => !passages.has(`${document}/${passage}`),
      );
      for (const { source, path } of missing) {
        const { document, passage } = source;
        const message = `cites ${document}/${passage}, which no digest has: the entry is left out`;
        const problem = problemIn(item, item.id, [...path, "passage"], message);
        problems.push({ ...problem, bearable: true });
      }
      return missing.length === 0;
    });

  const folder = (name: string) => join(roots.knowledge, name);
  /** The one entry of a file that may be missing. */
  const single = <S extends z.ZodType>(name: string, schema: S): z.output<S> | undefined => {
    if (!existsSync(folder(name))) return undefined;
    const parsed = parseEntries(folder(name), schema);
    problems.push(...parsed.problems);
    return parsed.entries[0];
  };
  const glossary = single("glossary.yaml", entry.glossary);
  const service = single("service.yaml", entry.service);

  const knowledge: Knowledge = {
    digests,
    faqs: sourced(read(folder("faq"), entry.faq)),
    programs: sourced(read(folder("programs"), entry.program), citedByProjects),
    products: sourced(read(folder("products"), entry.product)),
    desks: sourced(read(folder("desks"), entry.desk)),
    glossary: glossary ?? emptyGlossary,
    service: service ?? anyHour,
    passages,
  };
  // Without a glossary every region would be unknown: that it is missing is one error, not hundreds.
  if (glossary !== undefined) problems.push(...regionProblems(glossary, placed(knowledge)));
  return { knowledge, problems };
}

interface Cited {
  readonly source: Reference;
  readonly path: readonly PropertyKey[];
}

function citedByProjects({ projects }: Program): Cited[] {
  return projects.flatMap((project, at) => [
    { source: project.source, path: ["projects", at, "source"] },
    ...(["conditions", "exclusions"] as const).flatMap((list) =>
      project[list].map(({ source }, nth) => ({
        source,
        path: ["projects", at, list, nth, "source"],
      })),
    ),
  ]);
}

function placed({ digests, faqs, programs, products, desks }: Knowledge): Placed[] {
  return [
    ...digests.map((digest) => ({
      entry: digest,
      regions: [
        { path: ["region"], name: digest.region },
        ...digest.passages.map(({ region }, at) => ({
          path: ["passages", at, "region"],
          name: region,
        })),
      ],
    })),
    ...[...faqs, ...programs, ...products, ...desks].map((each) => ({
      entry: each,
      regions: [{ path: ["region"], name: each.region }],
    })),
  ];
}

/** The files a content root is read from, links left out; none where there is no such folder. */
export function yamlFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.ya?ml$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .sort();
}
