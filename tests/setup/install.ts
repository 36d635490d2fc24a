/**
 * What `npm test` needs that npm does not bring: Chromium for the browser tests, a font with
 * Chinese for its pages, and the servers of PostgreSQL and Redis, which tests start for themselves.
 * Runs before vitest (`pretest`); does nothing where they are there.
 */
import { spawnSync } from "node:child_process";
import { executable, postgresPrograms, redisProgram } from "./programs.ts";

const chromium = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium";

interface Need {
  readonly name: string;
  /** Debian's. */
  readonly packages: readonly string[];
  /** Where it is, when it is there. */
  readonly place: () => string | undefined;
}

const needs: readonly Need[] = [
  {
    name: "browser",
    packages: ["chromium", "fonts-noto-cjk"],
    place: () => (executable(chromium) ? chromium : undefined),
  },
  { name: "PostgreSQL", packages: ["postgresql"], place: postgresPrograms },
  { name: "Redis", packages: ["redis-server"], place: redisProgram },
];

function say(text: string): void {
  console.log(`[tests] ${text}`);
}

/** Ends the run: the tests would fail one by one for the same reason. */
function stop(text: string): never {
  console.error(`[tests] ${text}`);
  process.exit(1);
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function listed(names: readonly string[]): string {
  return names.join(" and ");
}

function install(missing: readonly Need[]): void {
  const names = listed(missing.map(({ name }) => name));
  const packages = missing.flatMap((need) => need.packages);
  const byHand = `run "sudo apt-get install -y ${packages.join(" ")}", then npm test again`;
  if (!works("apt-get", ["--version"])) {
    stop(`no ${names} here, and no apt-get to install it with: ${byHand}`);
  }
  const root = process.getuid?.() === 0;
  if (!root && !works("sudo", ["-n", "true"])) {
    stop(
      `no ${names} here, and installing it needs root or a sudo that asks for no password: ${byHand}`,
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
  say(`installing ${listed(packages)} for the tests (once, a few minutes)`);
  const wanted = ["install", "-y", "--no-install-recommends", ...packages];
  // The list of packages may be stale or, on a fresh image, empty.
  if (!(apt("update") && apt(...wanted))) stop(`apt-get could not install it: ${byHand}`);
  const still = missing.filter(({ place }) => place() === undefined).map(({ name }) => name);
  if (still.length > 0) stop(`apt-get is done, and there is no ${listed(still)}: ${byHand}`);
}

if (process.env["CHROMIUM_BIN"] !== undefined && !executable(chromium)) {
  stop(`CHROMIUM_BIN is ${chromium}, and no program is there: correct it or unset it`);
}
const missing = needs.filter(({ place }) => place() === undefined);
if (missing.length > 0) install(missing);
for (const { name, place } of needs) say(`${name}: ${place()}`);
