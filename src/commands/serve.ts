import { buildApp } from "../app.ts";
import { environmentConfig } from "../config.ts";
import { ZhiwenError } from "../core/errors.ts";
import { listen } from "../http/listen.ts";
import { createLog } from "../log.ts";

/** Serves until SIGINT or SIGTERM; the turns under way are finished. Gives the exit code. */
export async function serve(): Promise<number> {
  try {
    const config = environmentConfig();
    const log = createLog(config.logLevel);
    const app = await buildApp(config, log);
    const server = await listen(app.http, config.port);
    await app.run();
    log.info({ url: `http://localhost:${server.port}/` }, "web chat is on");
    log.info("telegram is off: this version does not have it yet");
    log.info("wecom-kf, wecom-app and wecom-aibot are off: this version does not have them yet");
    log.info(
      { model: config.model?.name ?? "none" },
      config.model === undefined
        ? "no language model: answers are given as the evidence words them"
        : "a model may reword answers",
    );
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    log.info("stopping");
    await server.close();
    await app.close();
    return 0;
  } catch (error) {
    console.error(error instanceof ZhiwenError ? error.message : error);
    return 1;
  }
}
