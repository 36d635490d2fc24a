import { afterEach, describe, expect, test } from "vitest";
import { ZhiwenError } from "../../src/core/errors.ts";
import { readAddress } from "../../src/session/address.ts";
import { openRedis, type RedisLine } from "../../src/session/redis.ts";
import { openShared } from "../../src/session/shared.ts";
import { freePort, type RedisServer, startRedis } from "../setup/redis.ts";
import { until } from "./bench.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function redis(password?: string): Promise<RedisServer> {
  const server = await startRedis(password === undefined ? {} : { password });
  closing.push(server.stop);
  return server;
}

async function open(url: string, reports: string[] = []): Promise<RedisLine> {
  const line = await openRedis(url, { report: (error) => void reports.push(String(error)) });
  closing.push(line.close);
  return line;
}

/** The error an opening fails with. */
async function refusal(url: string): Promise<ZhiwenError> {
  const error: unknown = await open(url).then(
    () => undefined,
    (cause) => cause,
  );
  if (!(error instanceof ZhiwenError)) throw new Error(`opened, or failed with ${String(error)}`);
  return error;
}

describe("a wrong setting stops the start", () => {
  test("the password", async () => {
    const { url, port } = await redis("right");
    const error = await refusal(`redis://:wr0ng-secret@127.0.0.1:${port}`);
    expect(error.message).toContain("REDIS_URL");
    expect(error.message).toContain("refuses the password");
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain("wr0ng");
    const line = await open(url);
    expect(line.state()).toBe("ok");
  });

  test("the user", async () => {
    const { port } = await redis("right");
    expect((await refusal(`redis://nobody:right@127.0.0.1:${port}`)).message).toContain(
      "correct user and password",
    );
  });

  test("no password where one is asked for", async () => {
    const { port } = await redis("right");
    const error = await refusal(`redis://127.0.0.1:${port}`);
    expect(error.message).toContain("asks for a password");
    expect(error.message).toContain("REDIS_URL");
  });

  test("a database that is not there", async () => {
    const { url } = await redis();
    expect((await refusal(`${url}/999`)).message).toContain("correct the number");
  });

  test("a user without the rights", async () => {
    const { url, port } = await redis();
    const admin = await open(url);
    const answer = await admin.ask((client) =>
      client.acl("SETUSER", "weak", "on", ">pw", "~*", "&*", "+@connection", "+info", "+get"),
    );
    expect(answer).toEqual({ value: "OK" });
    const error = await refusal(`redis://weak:pw@127.0.0.1:${port}`);
    expect(error.message).toContain("NOPERM");
  });

  test("the rights it asks for are enough", async () => {
    const { url, port } = await redis();
    const admin = await open(url);
    const rights = "~zhiwen:* &zhiwen:* +@all -@admin -@dangerous +info".split(" ");
    await admin.ask((client) => client.acl("SETUSER", "fit", "on", ">pw", ...rights));
    const shared = await openShared(`redis://fit:pw@127.0.0.1:${port}`, {
      report: (error) => {
        throw error;
      },
    });
    closing.push(shared.close);
    expect(shared.state()).toBe("ok");
    await shared.sessions?.write("c", 1, { a: 1 });
    expect(await shared.sessions?.read("c", 1)).toEqual({ a: 1 });
    expect(await shared.rateLimit("x", { burst: 1, perMinute: 1 }).take("k", new Date())).toBe(0);
    await shared.presence("instances").beat("a", 1);
    expect(await shared.presence("instances").list()).toEqual([{ id: "a", info: 1 }]);
  });

  test.each([
    ["no address", "localhost:6379"],
    ["another protocol", "http://:hidden@localhost"],
    ["a query", "redis://:hidden@localhost?commandTimeout=99999"],
    ["a name for a number", "redis://:hidden@localhost/first"],
    ["a broken escape", "redis://:hidden%@localhost"],
  ])("%s", async (_, url) => {
    const error = await refusal(url);
    expect(error.message).toContain("REDIS_URL");
    expect(error.message).not.toContain("hidden");
  });
});

describe("a Redis that is not there does not stop the start", () => {
  test("nobody listens, until somebody does", async () => {
    const reports: string[] = [];
    const server = await redis();
    await server.kill();
    const line = await open(server.url, reports);
    expect(line.state()).toBe("Redis cannot be reached (ECONNREFUSED)");
    expect(await line.ask((client) => client.get("x"))).toBeUndefined();
    expect(reports).toHaveLength(1);
    await server.restart();
    await until(() => line.state() === "ok");
    expect(await line.ask((client) => client.get("x"))).toEqual({ value: null });
  });

  test("it accepts and says nothing", async () => {
    const server = await redis();
    server.pause();
    const started = Date.now();
    const line = await open(server.url);
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(line.state()).toContain("no answer");
    server.resume();
    await until(() => line.state() === "ok");
  });

  test("closed before it was ever there, it stays closed", async () => {
    const line = await open(`redis://127.0.0.1:${await freePort()}`);
    await line.close();
    expect(line.state()).toBe("closed");
    expect(await line.ask((client) => client.get("x"))).toBeUndefined();
  });
});

test("an address is read as written", () => {
  expect(readAddress("redis://127.0.0.1")).toEqual({
    host: "127.0.0.1",
    port: 6379,
    db: 0,
    tls: false,
  });
  expect(readAddress("rediss://bot:p%40ss%2F@[::1]:7000/3")).toEqual({
    host: "::1",
    port: 7000,
    db: 3,
    tls: true,
    username: "bot",
    password: "p@ss/",
  });
});
