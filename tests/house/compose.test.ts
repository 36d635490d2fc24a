import { expect, test } from "vitest";
import { parse } from "yaml";
import { variables } from "../../src/config.ts";
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
