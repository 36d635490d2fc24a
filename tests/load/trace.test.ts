import { describe, expect, test } from "vitest";
import { prover, stepReader } from "./trace.ts";

const socket = "30<TCPv6:[[::ffff:127.0.0.1]:39787->[::ffff:127.0.0.1]:36616]>";
const other = "31<TCP:[127.0.0.1:39787->127.0.0.1:36617]>";
const log = "24</tmp/zhiwen-x/data/zhiwen.db-wal>";
const time = "12:06:52.199402";

const call = (mark: string, at = socket) =>
  `7 ${time} read(${at}, "POST /channels/telegram HTTP/1.1\\r\\n\\r\\n{\\"text\\":\\"${mark}\\"}", 65536) = 300`;
const written = (...marks: string[]) =>
  `7 ${time} pwrite64(${log}, "\\0\\1${marks.join("\\345")}", 4096, 32) = 4096`;
const synced = (result = "0") => `7 ${time} fsync(${log}) = ${result}`;
const ok = (at = socket, status = 200) =>
  `7 ${time} write(${at}, "HTTP/1.1 ${status} OK\\r\\n\\r\\n", 20) = 20`;

function proofOf(...lines: string[]) {
  const steps = stepReader(/\/zhiwen\.db-wal$/);
  const prove = prover(/POST \/channels\/telegram .*?(mark\d)/);
  for (const line of lines) for (const step of steps(line)) prove.take(step);
  return prove.proof();
}

describe("the proof holds", () => {
  test("for a call that is written, synced and then answered", () => {
    const proof = proofOf(call("mark1"), written("mark1"), synced(), ok());
    expect(proof).toMatchObject({ acknowledged: 1, syncs: 1, mostAtOnce: 1, violations: [] });
  });

  test("for calls that share a sync", () => {
    const lines = [call("mark1"), call("mark2", other), written("mark1", "mark2"), synced()];
    const proof = proofOf(...lines, ok(), ok(other));
    expect(proof).toMatchObject({ acknowledged: 2, mostAtOnce: 2, violations: [] });
  });

  test("for a call that came in two pieces over a connection used before", () => {
    const pieces = [
      `7 ${time} read(${socket}, "POST /channels/telegram HTTP/1.1\\r\\n", 65536) = 30`,
      `7 ${time} read(${socket}, "\\r\\n{mark2}", 65536) = 30`,
    ];
    const first = [call("mark1"), written("mark1"), synced(), ok()];
    const proof = proofOf(...first, ...pieces, written("mark2"), synced(), ok());
    expect(proof).toMatchObject({ acknowledged: 2, violations: [] });
  });

  test("for calls of the kernel that other threads interrupted", () => {
    const proof = proofOf(
      call("mark1"),
      written("mark1"),
      `7 ${time} fsync(${log} <unfinished ...>`,
      `8 ${time} read(12<pipe:[5]>, "", 1) = 0`,
      `7 ${time} <... fsync resumed>) = 0`,
      ok(),
    );
    expect(proof).toMatchObject({ acknowledged: 1, syncs: 1, violations: [] });
  });

  test("nothing is claimed of what was refused", () => {
    const proof = proofOf(call("mark1"), ok(socket, 503));
    expect(proof.acknowledged).toBe(0);
    expect(proof.refused).toEqual(new Map([["503", 1]]));
  });
});

describe("it does not hold", () => {
  test.each([
    ["without a sync", [call("mark1"), written("mark1"), ok()]],
    ["where the sync was before the write", [call("mark1"), synced(), written("mark1"), ok()]],
    ["where the sync failed", [call("mark1"), written("mark1"), synced("-1 EIO (…)"), ok()]],
    ["where another's message was synced", [call("mark1"), written("mark2"), synced(), ok()]],
    [
      "where another file was synced",
      [call("mark1"), written("mark1"), synced().replace("-wal", "-shm"), ok()],
    ],
    [
      "where the answer was begun before the sync ended",
      [
        call("mark1"),
        written("mark1"),
        `8 ${time} write(${socket}, "HTTP/1.1 200 OK" <unfinished ...>`,
        synced(),
        `8 ${time} <... write resumed>, 20) = 20`,
      ],
    ],
    [
      "where the sync had not ended",
      [call("mark1"), written("mark1"), `8 ${time} fsync(${log} <unfinished ...>`, ok()],
    ],
  ])("%s", (_what, lines) => {
    expect(proofOf(...lines)).toMatchObject({ acknowledged: 1 });
    expect(proofOf(...lines).violations).toHaveLength(1);
  });
});
