import { html } from "hono/html";
import { asset } from "./assets.ts";
import { navigation, type Section } from "./navigation.ts";
import type { Language, Visitor } from "./visitor.ts";
import { words } from "./words.ts";

export type Html = ReturnType<typeof html>;

export interface PageParts {
  /** Of the browser's tab; the page itself says its name in an `h1` of the body. */
  readonly title: string;
  readonly body: Html | readonly Html[];
  /** Undefined where nobody has logged in: no navigation then. */
  readonly visitor?: Visitor | undefined;
  /** Of a page nobody has logged in to; a visitor has a language of their own. */
  readonly language?: Language | undefined;
  /** The part of the navigation the page belongs to. */
  readonly active?: Section | undefined;
  /** Addresses from `asset()`, after the base ones. */
  readonly styles?: readonly string[];
  /** Addresses of modules from `asset()`. */
  readonly scripts?: readonly string[];
  /** Wants the event stream extension of htmx. */
  readonly live?: boolean;
  /** For pages that use the whole width and height, such as a conversation. */
  readonly wide?: boolean;
}

/** No markup is made from code and no style is inline, so that the page's policy can forbid both. */
const htmxConfig = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  // Pages hold what customers wrote: none of it stays in the browser's storage.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

/** A whole page of the console around its body. */
export function layout(parts: PageParts): Html {
  const { title, body, visitor, active, styles = [], scripts = [], live, wide } = parts;
  const language = visitor?.language ?? parts.language ?? "zh";
  const say = words(language);
  return html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="htmx-config" content="${htmxConfig}">
${visitor === undefined ? "" : html`<meta name="csrf" content="${visitor.csrf}" data-visitor="${visitor.id}">`}
<title>${title} · ${say.product}</title>
<link rel="icon" href="${asset("logo.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${asset("console.css")}">
${styles.map((url) => html`<link rel="stylesheet" href="${url}">`)}
<script defer src="${asset("trustedMarkup.js")}"></script>
<script defer src="${asset("htmx.min.js")}"></script>
${live === true ? html`<script defer src="${asset("htmx-sse.min.js")}"></script>` : ""}
<script type="module" src="${asset("console.js")}"></script>
${scripts.map((url) => html`<script type="module" src="${url}"></script>`)}
</head>
<body class="${wide === true ? "wide" : "narrow"}">
<a class="skip" href="#main">${say.skip}</a>
${visitor === undefined ? "" : navigation(visitor, active)}
<p id="alarm" role="alert" data-signed-out="${say.signedOut} ${say.textKept}" data-sign-in="${say.signInElsewhere}" data-confirm-first="${say.confirmFirst} ${say.confirmThenRetry}" data-confirm="${say.confirm}" data-failed="${say.failed}" data-offline="${say.offline}" data-back="${say.signedInAgain}"></p>
<main id="main" tabindex="-1">
${body}
</main>
</body>
</html>`;
}

/** The field that every form of a visitor carries. */
export function csrfField(visitor: Visitor): Html {
  return html`<input type="hidden" name="csrf" value="${visitor.csrf}">`;
}
