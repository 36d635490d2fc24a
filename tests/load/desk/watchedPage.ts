import { fileURLToPath } from "node:url";
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
  /** Milliseconds that the page's clock is ahead of ours. */
  skew(): Promise<number>;
  readonly errors: readonly string[];
}

interface Came {
  readonly log: Readonly<Record<string, number>>;
  readonly lines: Readonly<Record<string, number>>;
  readonly standing: readonly number[];
}

const observer = fileURLToPath(new URL("observer.js", import.meta.url));

/** A page of the desk in a real browser, with an observer that notes what comes into it. */
export async function openPage(
  browser: Browser,
  url: string,
  colleague: Colleague,
  path: string,
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const [name = "", value = ""] = colleague.cookie.split(/=(.*)/s);
  // A browser takes 127.0.0.1 for as safe as HTTPS, and sends there what is for HTTPS only.
  const site = url.replace("http:", "https:");
  await context.addCookies([
    { name, value, url: site, secure: true, httpOnly: true, sameSite: "Strict" },
  ]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript({ path: observer });
  await page.goto(url + path);
  return {
    page,
    errors,
    async shown() {
      const { log, lines, standing } = await page.evaluate<Came>("whatCame()");
      return { log: byMark(log), lines: byMark(lines), standing };
    },
    async skew() {
      const readings: { readonly ahead: number; readonly took: number }[] = [];
      for (let times = 0; times < 5; times += 1) {
        const before = now();
        const theirs = await page.evaluate<number>("performance.timeOrigin + performance.now()");
        const after = now();
        readings.push({ ahead: theirs - (before + after) / 2, took: after - before });
      }
      // The one that was answered at once.
      return readings.toSorted((a, b) => a.took - b.took)[0]?.ahead ?? Number.NaN;
    },
  };
}

function byMark(noted: Readonly<Record<string, number>>): Map<number, number> {
  return new Map(Object.entries(noted).map(([mark, at]) => [Number(mark), at]));
}
