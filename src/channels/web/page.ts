import { html } from "hono/html";
import type { AssetUrls } from "./assets.ts";

export interface PageParts {
  readonly assets: AssetUrls;
  readonly starters: readonly string[];
  readonly longestText: number;
}

/** The chat page. It holds no conversation: the script reads that from the event stream. */
export function page({ assets, starters, longestText }: PageParts) {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="description" content="知问回答企业在重庆办理知识产权事务的问题，每个数字都给出文件出处。">
<title>知问 · 知识产权问答</title>
<link rel="icon" href="${assets.logo}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style}">
${assets.imported.map((url) => html`<link rel="modulepreload" href="${url}">`)}
<script src="${assets.script}" type="module"></script>
</head>
<body>
<header class="bar">
  <div class="column">
    <img class="logo" src="${assets.logo}" alt="" width="36" height="36">
    <div class="name">
      <h1>知问</h1>
      <p>重庆企业知识产权问答</p>
    </div>
    <button type="button" class="quiet" id="about" aria-controls="notice" aria-expanded="false">说明</button>
    <button type="button" class="quiet" id="person" data-send="转人工">转人工</button>
  </div>
</header>
<p id="connection" role="status"></p>

<main id="scroll" tabindex="0" aria-label="对话内容">
  <div class="column">
    <section id="notice" class="notice" aria-labelledby="notice-title" tabindex="-1" hidden>
      <h2 id="notice-title">使用前请知悉</h2>
      <ul>
        <li>与您对话的是<strong>机器人</strong>，依据公开文件作答，并附上出处。</li>
        <li>您的消息和申请会保存下来，用来答复和跟进；浏览器里存一个随机编号，用来认出这次对话。发送「删除我的数据」即可清除。</li>
        <li>想找人？发送「转人工」，我会记下来，转给工作人员。</li>
      </ul>
      <button type="button" id="understood">知道了</button>
    </section>

    <section id="welcome" class="welcome" aria-labelledby="welcome-title" hidden>
      <h2 id="welcome-title">想了解什么？</h2>
      <p>直接写下您的问题，或从这里开始：</p>
      <div class="starters">
        ${starters.map((text) => html`<button type="button" data-send="${text}">${text}</button>`)}
      </div>
    </section>

    <noscript><p class="noscript">请在浏览器里开启 JavaScript，然后刷新页面。</p></noscript>

    <div id="log" role="log" aria-live="off" aria-busy="true" aria-label="消息"></div>
    <div id="outbox" role="group" aria-label="正在发送"></div>
    <p id="working" hidden>正在查找<span aria-hidden="true" class="dots"><i></i><i></i><i></i></span></p>
    <div id="choices" role="group" aria-label="快捷回复"></div>
  </div>
</main>

<footer class="composer">
  <button type="button" id="newest" hidden>有新消息 ↓</button>
  <form class="column" id="form">
    <p id="problem" role="alert"></p>
    <div class="field">
      <label for="text" class="unseen">输入问题</label>
      <textarea id="text" rows="1" placeholder="输入问题" enterkeyhint="send" autocomplete="off" aria-describedby="hint" data-longest="${longestText}"></textarea>
      <button type="submit" class="send">发送</button>
    </div>
    <p id="hint"><span class="keys">Enter 发送，Shift + Enter 换行。</span>回答附出处，办理以主管部门答复为准。</p>
  </form>
</footer>

<dialog id="passage" aria-labelledby="passage-title">
  <div class="sheet">
    <header>
      <h2 id="passage-title"></h2>
      <button type="button" class="close" id="passage-close" aria-label="关闭">✕</button>
    </header>
    <div id="passage-body" tabindex="0" role="region" aria-label="出处内容"></div>
  </div>
</dialog>
</body>
</html>`;
}
