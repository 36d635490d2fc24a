import { html } from "hono/html";
import type { RequestStatus } from "../../core/request.ts";
import type { Html } from "../layout.ts";
import type { Language } from "../visitor.ts";
import { requestWords } from "./words.ts";

const looks: Readonly<Record<RequestStatus, string>> = {
  submitted: "note",
  accepted: "",
  done: "good",
  declined: "bad",
  withdrawn: "past",
};

export function statusTag(status: RequestStatus, language: Language): Html {
  return html`<span class="tag ${looks[status]}">${requestWords(language).statuses[status]}</span>`;
}
