import { DatabaseSync } from "node:sqlite";
import { create, insert, search as searchOrama } from "@orama/orama";
import { createTokenizer } from "@orama/tokenizers/mandarin";
import { Index } from "flexsearch";
import MiniSearch from "minisearch";
import { fold } from "../../src/core/fold.ts";
import { buildIndex, type SearchDocument } from "../../src/retrieval/build.ts";
import { search } from "../../src/retrieval/search.ts";
import { PlainBm25 } from "./plainBm25.ts";
import { pairs, pairsAndCharacters } from "./tokens.ts";

/** Ids of the best ten for a question; some peers answer only asynchronously. */
export type Find = (text: string) => string[] | Promise<string[]>;
export type Builder = (documents: readonly SearchDocument[]) => Find | Promise<Find>;

/**
 * Every engine with its set-ups; the bench reports the set-up that is best on the set. "titled"
 * set-ups index the title before the text as our index does with its title field.
 */
export const ENGINES: Readonly<Record<string, Readonly<Record<string, Builder>>>> = {
  zhiwen: {
    default: (documents) => {
      const index = buildIndex(documents);
      return (text) => search(index, text).map((hit) => hit.id);
    },
  },
  minisearch: {
    pairs: miniSearch(pairs, false),
    "pairs, titled": miniSearch(pairs, true),
    "pairs + characters": miniSearch(pairsAndCharacters, false),
  },
  flexsearch: {
    pairs: flexSearch(pairs, false),
    "pairs, titled": flexSearch(pairs, true),
    "pairs + characters": flexSearch(pairsAndCharacters, false),
    characters: flexSearch((text) => [...text], false),
  },
  orama: {
    pairs: orama(false),
    "pairs, titled": orama(true),
    mandarin: mandarin,
  },
  sqlite: {
    pairs: sqlite(pairs, false),
    "pairs, titled": sqlite(pairs, true),
    "pairs + characters": sqlite(pairsAndCharacters, false),
  },
  bm25: {
    pairs: plain(pairs, false, 0.3),
    "pairs, titled": plain(pairs, true, 0.3),
    "pairs + characters": plain(pairsAndCharacters, false, 0.3),
    "pairs, k1 1.2": plain(pairs, false, 1.2),
  },
};

type Tokenise = (text: string) => string[];

function whole(document: SearchDocument, titled: boolean): string {
  return titled && document.title !== undefined
    ? `${document.title}\n${document.text}`
    : document.text;
}

function miniSearch(tokenise: Tokenise, titled: boolean): Builder {
  return (documents) => {
    const index = new MiniSearch({
      fields: titled ? ["title", "text"] : ["text"],
      tokenize: (text: string) => tokenise(fold(text)),
      processTerm: (term: string) => term,
    });
    index.addAll(documents.map(({ id, title, text }) => ({ id, title: title ?? "", text })));
    return (text) =>
      index
        .search(text)
        .slice(0, 10)
        .map((hit) => String(hit["id"]));
  };
}

function flexSearch(tokenise: Tokenise, titled: boolean): Builder {
  return (documents) => {
    const index = new Index({ tokenize: "strict", encode: (text: string) => tokenise(fold(text)) });
    for (const [i, document] of documents.entries()) index.add(i, whole(document, titled));
    return (text) =>
      (index.search(text, { limit: 10, suggest: true }) as number[]).map(
        (i) => (documents[i] as SearchDocument).id,
      );
  };
}

function orama(titled: boolean): Builder {
  return oramaWith(
    {
      language: "chinese-pairs",
      normalizationCache: new Map<string, string>(),
      tokenize: (text: string) => [...new Set(pairs(fold(text)))],
    },
    titled,
  );
}

function mandarin(documents: readonly SearchDocument[]): Promise<Find> {
  const build = oramaWith(createTokenizer(), false) as (
    documents: readonly SearchDocument[],
  ) => Promise<Find>;
  return build(documents);
}

function oramaWith(tokenizer: unknown, titled: boolean): Builder {
  return async (documents) => {
    const index = create({
      schema: { text: "string" },
      components: { tokenizer: tokenizer as never },
    });
    for (const document of documents)
      await insert(index, { id: document.id, text: whole(document, titled) });
    return async (text) => {
      const found = await searchOrama(index, { term: text, limit: 10 });
      return found.hits.map((hit) => String(hit.id));
    };
  };
}

function sqlite(tokenise: Tokenise, titled: boolean): Builder {
  return (documents) => {
    const database = new DatabaseSync(":memory:");
    database.exec("create virtual table passages using fts5(text, tokenize = 'unicode61')");
    const add = database.prepare("insert into passages(rowid, text) values (?, ?)");
    database.exec("begin");
    for (const [i, document] of documents.entries())
      add.run(i + 1, tokenise(fold(whole(document, titled))).join(" "));
    database.exec("commit");
    const find = database.prepare(
      "select rowid from passages where passages match ? order by rank limit 10",
    );
    return (text) => {
      const words = [...new Set(tokenise(fold(text)))];
      if (words.length === 0) return [];
      return find
        .all(words.map((word) => `"${word}"`).join(" OR "))
        .map((row) => (documents[Number(row["rowid"]) - 1] as SearchDocument).id);
    };
  };
}

function plain(tokenise: Tokenise, titled: boolean, saturation: number): Builder {
  return (documents) => {
    const index = new PlainBm25(
      documents.map((document) => tokenise(fold(whole(document, titled)))),
      saturation,
    );
    return (text) =>
      index.search(tokenise(fold(text))).map((i) => (documents[i] as SearchDocument).id);
  };
}
