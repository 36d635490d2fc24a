import type { Browser, Page } from "playwright-core";
import { now } from "./clock.ts";
import type { Colleague } from "./colleague.ts";

/** When each mark came into the page's document, by the page's own clock. */
export interface Shown {
  /** Into the open conversation. */
  readonly log: ReadonlyMap<number, number>;
  /** Into the list of conversations. */
  readonly lines: ReadonlyMap<number, number>;
  /** The marks of the open conversation as they stand there now. */
  readonly standing: readonly number[];
}

export interface WatchedPage {
  readonly page: Page;
  shown(): Promise<Shown>;
  /** Milliseconds that the page's clock is ahead of ours, by at most the time of one question. */
  skew(): Promise<number>;
  readonly errors: readonly string[];
  close(): Promise<void>;
}

interface Noted {
  readonly log: Record<string, number>;
  readonly lines: Record<string, number>;
}

/** A page of the desk in a real browser, with an observer that notes what comes into it. */
export async function openPage(
  browser: Browser,
  url: string,
  colleague: Colleague,
  path: string,
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = colleague.cookie.split(/=(.*)/s);
  const site = url.replace("http:", "https:");
  // A browser takes 127.0.0.1 for as safe as HTTPS, and sends such a cookie there.
  await context.addCookies([
    { name, value, url: site, secure: true, httpOnly: true, sameSite: "Strict" },
  ]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript(observe);
  await page.goto(url + path);
  return {
    page,
    errors,
    async shown() {
      const { log, lines, standing } = await page.evaluate(() => {
        const { noted } = globalThis as unknown as { noted: Noted };
        const text = document.getElementById("log")?.textContent ?? "";
        return { ...noted, standing: [...text.matchAll(/#(\d+)#/g)].map(([, mark]) => mark) };
      });
      return { log: byMark(log), lines: byMark(lines), standing: standing.map(Number) };
    },
    async skew() {
      const before = now();
      const theirs = await page.evaluate(() => performance.timeOrigin + performance.now());
      return theirs - (before + now()) / 2;
    },
    close: () => context.close(),
  };
}

function byMark(noted: Readonly<Record<string, number>>): Map<number, number> {
  return new Map(Object.entries(noted).map(([mark, at]) => [Number(mark), at]));
}

/** Runs in the page before anything of its own. */
function observe(): void {
  const noted: Noted = { log: {}, lines: {} };
  Object.assign(globalThis, { noted });
  const places = [
    ["#log", noted.log],
    ["#lines", noted.lines],
  ] as const;
  const look = (node: Node) => {
    const element = node instanceof Element ? node : node.parentElement;
    const [, into] = places.find(([place]) => element?.closest(place)) ?? [];
    if (into === undefined) return;
    const at = performance.timeOrigin + performance.now();
    for (const [, mark = ""] of (node.textContent ?? "").matchAll(/#(\d+)#/g)) into[mark] ??= at;
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) look(node);
  }).observe(document, { childList: true, subtree: true });
}
