import { html } from "hono/html";
import { asset } from "../assets.ts";
import { type Html, layout } from "../layout.ts";
import type { Language, Visitor } from "../visitor.ts";
import { few } from "./chart.ts";
import { heightOf, type Size, sizes } from "./draw.ts";
import type { Overview } from "./overview.ts";
import type { Theme } from "./palette.ts";
import { type Period, periods, type Span } from "./period.ts";
import { altText, type ToldChart, valueWords } from "./told.ts";
import { dashboardWords } from "./words.ts";

interface DashboardParts {
  readonly visitor: Visitor;
  readonly period: Period;
  readonly span: Span;
  readonly overview: Overview;
  readonly charts: readonly ToldChart[];
}

export function dashboardPage({ visitor, period, span, overview, charts }: DashboardParts): Html {
  const say = dashboardWords(visitor.language);
  const { days } = span;
  const body = html`<div class="dashboard">
<header class="dashboard-head">
  <h1>${say.title}</h1>
  <nav class="periods" aria-label="${say.period}">
    ${periods.map(
      (each) =>
        html`<a href="/console/dashboard?days=${each}"${each === period ? html` aria-current="true"` : ""}>${say.periods[each]}</a>`,
    )}
  </nav>
  <p class="soft">${say.span(days[0] ?? "", days.at(-1) ?? "")}</p>
</header>
<section aria-labelledby="overview">
  <h2 id="overview" class="unseen">${say.overview}</h2>
  <dl class="glance">${cards(overview, visitor.language)}</dl>
</section>
<div class="charts">${charts.map((chart) => figure(chart, period, visitor.language))}</div>
</div>`;
  const styles = [asset("dashboard.css")];
  return layout({ title: say.title, body, visitor, active: "dashboard", styles });
}

function cards(overview: Overview, language: Language): Html[] {
  const { cards: names, notes, few: hint } = dashboardWords(language);
  const card = (name: string, value: string, note: string, n = few) =>
    html`<div><dt>${name}</dt><dd><strong>${value}</strong><span>${note}</span>${n > 0 && n < few ? html`<span class="hint">${hint}</span>` : ""}</dd></div>`;
  const { messages, conversations, resolved, handoffs, unclaimed, wait, waited } = overview;
  const { content, ratings } = overview;
  const words = (value: number | undefined, unit: "count" | "minutes" | "percent") =>
    valueWords(value, unit, language);
  return [
    card(names.messages, words(messages, "count"), notes.messages(conversations)),
    card(names.resolved, words(resolved, "percent"), notes.resolved(conversations), conversations),
    card(names.handoffs, words(handoffs, "count"), notes.handoffs(unclaimed)),
    card(names.wait, words(wait, "minutes"), notes.wait(waited), waited),
    card(names.content, words(content, "percent"), notes.content(ratings), ratings),
  ];
}

function figure(chart: ToldChart, period: Period, language: Language): Html {
  const say = dashboardWords(language);
  const id = `chart-${chart.name}`;
  const unit = chart.unit === "minutes" ? html` <small>(${say.units.minutes})</small>` : "";
  return html`<section class="card chart" aria-labelledby="${id}">
<h2 id="${id}">${chart.title}${unit}</h2>
<p class="soft">${say.explained[chart.name]}${chart.n === undefined || chart.empty ? "" : html` ${say.hollow}`}</p>
${chart.empty ? html`<p class="nothing">${say.nothing}</p>` : picture(chart, period, language)}
<details><summary>${say.table}</summary><div class="scroll" tabindex="0" role="region" aria-label="${chart.title} · ${say.table}">${table(chart, language)}</div></details>
</section>`;
}

/** Four drawings of one chart: the browser takes the one that fits its width and its colours. */
function picture(chart: ToldChart, period: Period, language: Language): Html {
  const place = (theme: Theme, size: Size) =>
    `/console/dashboard/charts/${chart.name}.svg?days=${period}&theme=${theme}&size=${size}&language=${language}`;
  const source = (theme: Theme, size: Size, media: string) =>
    html`<source srcset="${place(theme, size)}" media="${media}" width="${sizes[size]}" height="${heightOf(chart, size)}">`;
  return html`<picture>
${source("dark", "narrow", "(max-width: 30rem) and (prefers-color-scheme: dark)")}
${source("light", "narrow", "(max-width: 30rem)")}
${source("dark", "wide", "(prefers-color-scheme: dark)")}
<img src="${place("light", "wide")}" alt="${altText(chart, language)}" width="${sizes.wide}" height="${heightOf(chart, "wide")}" loading="lazy"></picture>`;
}

function table(chart: ToldChart, language: Language): Html {
  const say = dashboardWords(language);
  const { rows, rowNames, series, seriesNames, n, unit } = chart;
  const first =
    chart.shape === "bars" ? "kind" : rows.every((row) => row.length === 2) ? "hour" : "day";
  return html`<table>
<thead><tr><th scope="col">${say.rows[first]}</th>${seriesNames.map((name) => html`<th scope="col">${name}</th>`)}${n === undefined ? "" : html`<th scope="col">${say.n}</th>`}</tr></thead>
<tbody>${rowNames.map(
    (name, row) =>
      html`<tr><th scope="row">${name}</th>${series.map(({ values }) => html`<td>${valueWords(values[row], unit, language)}</td>`)}${n === undefined ? "" : html`<td>${n[row] ?? 0}</td>`}</tr>`,
  )}</tbody>
</table>`;
}
