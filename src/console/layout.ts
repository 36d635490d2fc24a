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
  /** For pages that use the whole width and height, such as a conversation. */
  readonly wide?: boolean;
}

/** A whole page of the console around its body. */
export function layout(parts: PageParts): Html {
  const { title, body, visitor, active, styles = [], scripts = [], wide } = parts;
  const language = visitor?.language ?? parts.language ?? "zh";
  const say = words(language);
  return html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${visitor === undefined ? "" : html`<meta name="csrf" content="${visitor.csrf}">`}
<title>${title} · ${say.product}</title>
<link rel="icon" href="${asset("logo.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${asset("console.css")}">
${styles.map((url) => html`<link rel="stylesheet" href="${url}">`)}
${scripts.map((url) => html`<script type="module" src="${url}"></script>`)}
</head>
<body class="${wide === true ? "wide" : "narrow"}">
<a class="skip" href="#main">${say.skip}</a>
${visitor === undefined ? "" : navigation(visitor, active)}
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
