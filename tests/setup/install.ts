/**
 * What `npm test` needs that npm does not bring: Chromium for the browser tests, and a font with
 * Chinese for its pages. Runs before vitest (`pretest`); does nothing where they are there.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

const packages = ["chromium", "fonts-noto-cjk"];
const chromium = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium";

function say(text: string): void {
  console.log(`[tests] ${text}`);
}

/** Ends the run: the browser tests would fail one by one for the same reason. */
function stop(text: string): never {
  console.error(`[tests] ${text}`);
  process.exit(1);
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const byHand = `run "sudo apt-get install -y ${packages.join(" ")}", or set CHROMIUM_BIN to a Chromium, then npm test again`;

function install(): void {
  if (process.env["CHROMIUM_BIN"] !== undefined) {
    stop(`CHROMIUM_BIN is ${chromium}, and no program is there: correct it or unset it`);
  }
  if (!works("apt-get", ["--version"]))
    stop(`no Chromium here, and no apt-get to install it with: ${byHand}`);
  const root = process.getuid?.() === 0;
  if (!root && !works("sudo", ["-n", "true"])) {
    stop(
      `no Chromium here, and installing it needs root or a sudo that asks for no password: ${byHand}`,
    );
  }
  const environment = ["env", "DEBIAN_FRONTEND=noninteractive"];
  const [command = "env", ...before] = root ? environment : ["sudo", "-n", ...environment];
  const apt = (...args: string[]) => {
    say(`apt-get ${args.join(" ")}`);
    return (
      spawnSync(command, [...before, "apt-get", "-q", ...args], { stdio: "inherit" }).status === 0
    );
  };
  say(`installing ${packages.join(" and ")} for the browser tests (once, a few minutes)`);
  const wanted = ["install", "-y", "--no-install-recommends", ...packages];
  // The list of packages may be stale or, on a fresh image, empty.
  if (!(apt("update") && apt(...wanted))) stop(`apt-get could not install it: ${byHand}`);
  if (!executable(chromium)) stop(`apt-get is done, and ${chromium} is not there: ${byHand}`);
}

if (!(existsSync(chromium) && executable(chromium))) install();
say(`browser: ${chromium}`);
