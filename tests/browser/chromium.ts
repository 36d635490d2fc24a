import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium with a fresh profile; playwright-core brings no browser of its own. */
export function launchChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `[browser tests] no Chromium at ${executablePath}: run "apt-get install -y chromium fonts-noto-cjk" or set CHROMIUM_BIN`,
    );
  }
  return chromium.launch({ executablePath, args: flags });
}
