import type { CallbackManagerForRetrieverRun } from "@langchain/core/callbacks/manager";
import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";
import { type Hit, search } from "./search.ts";
import type { SearchIndex } from "./searchIndex.ts";

/** What a search returns to LangChain beside the text. */
export interface HitMetadata {
  readonly id: string;
  readonly score: number;
  readonly coverage: number;
}

export interface ZhiwenRetrieverFields {
  readonly index: SearchIndex;
  /** Text of a document by id. */
  readonly textOf: (id: string) => string;
}

/**
 * The index behind LangChain's retriever interface. Answering, testing and evaluation all search
 * through {@link ZhiwenRetriever.hits}; `invoke` gives the same hits as LangChain documents.
 */
export class ZhiwenRetriever extends BaseRetriever<HitMetadata> {
  override lc_namespace = ["zhiwen", "retrieval"];
  readonly #fields: ZhiwenRetrieverFields;

  constructor(fields: ZhiwenRetrieverFields) {
    super({});
    this.#fields = fields;
  }

  hits(query: string, limit = 10): Hit[] {
    return search(this.#fields.index, query, { limit });
  }

  override async _getRelevantDocuments(
    query: string,
    _run?: CallbackManagerForRetrieverRun,
  ): Promise<Document<HitMetadata>[]> {
    return this.hits(query).map(
      ({ id, score, coverage }) =>
        new Document({ pageContent: this.#fields.textOf(id), metadata: { id, score, coverage } }),
    );
  }
}
