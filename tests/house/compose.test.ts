import { parseEnv } from "node:util";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig, variables } from "../../src/config.ts";
import { read } from "./tree.ts";

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

test("compose.yaml starts the program with settings it knows, once what it needs is healthy", () => {
  const { services } = parse(read("compose.yaml")) as { services: Record<string, Service> };
  expect(Object.keys(services).sort()).toEqual(["postgres", "redis", "zhiwen"]);
  const { zhiwen, ...others } = services;
  expect(zhiwen?.build).toBe(".");
  const settings = Object.keys(zhiwen?.environment ?? {});
  expect(settings.length).toBeGreaterThan(1);
  expect(settings.filter((name) => !Object.hasOwn(variables, name))).toEqual([]);
  expect(Object.keys(zhiwen?.depends_on ?? {}).sort()).toEqual(Object.keys(others).sort());
  for (const [name, { image, healthcheck }] of Object.entries(others)) {
    expect(image, name).toMatch(/:\d/);
    expect(healthcheck, name).toBeDefined();
  }
});

/** The image's settings, by its ENV line. */
function imageSettings(): Record<string, string> {
  const [, line = ""] = /^ENV (.+)$/m.exec(read("Dockerfile")) ?? [];
  return Object.fromEntries(line.split(" ").map((pair) => pair.split("=")));
}

test("a copy of .env.example as env file leaves the container's port and folder as they are", () => {
  const image = imageSettings();
  const { services } = parse(read("compose.yaml")) as { services: Record<string, Service> };
  const example = parseEnv(read(".env.example"));
  // Compose: its `environment` wins over the env file, the env file over the image.
  const { PORT = "", DATA_DIR = "" } = services["zhiwen"]?.environment ?? {};
  const config = readConfig({ ...image, ...example, PORT, DATA_DIR });
  expect(config).toMatchObject({ port: 3000, dataDir: "/data" });
  // `docker run --env-file`: the program's defaults, in the folder it runs in.
  const alone = readConfig({ ...image, ...example });
  expect(alone).toMatchObject({ port: 3000, dataDir: "data" });
  expect(read("Dockerfile")).toContain("WORKDIR /app");
  expect(read("Dockerfile")).toContain("ln -s /data /app/data");
});

test.each([
  [{}, 3000],
  [{ PORT: "" }, 3000],
  [{ PORT: "8080" }, 8080],
])("the image's health check with %j asks port %i, where the program listens", (env, port) => {
  const [, command = "[]"] = /^HEALTHCHECK .*\\\n\s*CMD (\[.+\])$/m.exec(read("Dockerfile")) ?? [];
  const [program, flag, script] = JSON.parse(command) as string[];
  expect([program, flag]).toEqual(["node", "-e"]);
  const asked: string[] = [];
  const fetch = (url: string) => {
    asked.push(url);
    return new Promise(() => undefined);
  };
  runInNewContext(script ?? "", { fetch, process: { env } });
  expect(asked).toEqual([`http://127.0.0.1:${port}/healthz`]);
  expect(readConfig(env).port).toBe(port);
});
