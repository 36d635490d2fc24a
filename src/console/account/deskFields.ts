import { html } from "hono/html";
import { z } from "zod";
import type { DeskKey } from "../../core/handoff.ts";
import type { Html } from "../layout.ts";
import type { Language } from "../visitor.ts";
import type { AccountPort } from "./port.ts";
import { line } from "./request.ts";
import { staffWords } from "./staffWords.ts";

type Places = Pick<AccountPort, "topics" | "districts">;
const most = 40;

/** One row for each desk somebody serves, and two empty ones. */
export function deskFields(port: Places, language: Language, desks: readonly DeskKey[]): Html {
  const say = staffWords(language);
  const rows = [...desks, {}, {}].slice(0, most);
  return html`<fieldset>
  <legend>${say.desks}</legend>
  <small>${say.desksHint}</small>
  ${rows.map(
    (desk: DeskKey) => html`<div class="row">
    <label class="field"><span>${say.district}</span><select name="district"><option value="">${say.any}</option>${port.districts.map((name) => option(name, name, desk.district))}</select></label>
    <label class="field"><span>${say.topic}</span><select name="topic"><option value="">${say.any}</option>${port.topics.map(({ name, title }) => option(name, title, desk.topic))}</select></label>
  </div>`,
  )}
</fieldset>`;
}

function option(value: string, title: string, chosen: string | undefined): Html {
  return html`<option value="${value}"${value === chosen ? html` selected` : ""}>${title}</option>`;
}

export function deskNames(port: Places, language: Language, desks: readonly DeskKey[]): string {
  const say = staffWords(language);
  if (desks.length === 0) return say.everything;
  const title = (topic: string) => port.topics.find(({ name }) => name === topic)?.title ?? topic;
  return desks
    .map(({ district, topic }) =>
      [district, topic === undefined ? undefined : title(topic)].filter(Boolean).join(" · "),
    )
    .join("；");
}

const column = (known: readonly string[]) =>
  z
    .union([line(40).transform((one) => [one]), z.array(line(40)).max(most)])
    .refine((values) => values.every((value) => value === "" || known.includes(value)));

/** What {@link deskFields} sends; a row with neither part is no desk. */
export function deskForm({ topics, districts }: Places) {
  return z.object({
    district: column(districts),
    topic: column(topics.map(({ name }) => name)),
  });
}

export function desksOf(form: {
  readonly district: readonly string[];
  readonly topic: readonly string[];
}): DeskKey[] {
  return form.district.flatMap((district, at) => {
    const topic = form.topic[at] ?? "";
    if (district === "" && topic === "") return [];
    return [{ ...(district === "" ? {} : { district }), ...(topic === "" ? {} : { topic }) }];
  });
}
