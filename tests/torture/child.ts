/**
 * The real program, as `serve` starts it; only its record is opened here, so that the process can be
 * ended at a named point of it. Tells its port to the parent over IPC.
 */
import { buildApp } from "../../src/app.ts";
import { environmentConfig } from "../../src/config.ts";
import { listen } from "../../src/http/listen.ts";
import { type CrashPoint, openLedger } from "../../src/ledger/ledger.ts";
import { createLog } from "../../src/log.ts";
import { openShared } from "../../src/session/shared.ts";

/** Where the process ends itself: when it comes by that point for the n-th time. */
export interface Orders {
  readonly point: CrashPoint;
  readonly nth: number;
}

export interface Ready {
  readonly port: number;
}

const orders = process.argv[2] === undefined ? undefined : (JSON.parse(process.argv[2]) as Orders);
let passes = 0;

// Without the parent there is nobody to end it.
process.once("disconnect", () => process.exit(1));
const config = environmentConfig();
const log = createLog(config.logLevel);
const shared = await openShared(config.redisUrl, {
  report: (error) => log.warn({ err: error }, "redis"),
  ...(config.redisSecret === undefined ? {} : { secret: config.redisSecret }),
});
const ledger = await openLedger(config.record, {
  ...(shared.sessions === undefined ? {} : { sessions: shared.sessions }),
  crash(point) {
    if (point !== orders?.point) return;
    passes += 1;
    if (passes === orders.nth) process.kill(process.pid, "SIGKILL");
  },
});
const app = await buildApp(config, log, { shared, ledger });
const server = await listen(app.http, config.port);
process.send?.({ port: server.port } satisfies Ready);
await app.run();
await new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
await server.close();
await app.close();
process.removeAllListeners("disconnect");
process.disconnect?.();
