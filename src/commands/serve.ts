import { buildApp } from "../app.ts";
import { environmentConfig } from "../config.ts";
import { channels } from "../core/channel.ts";
import { ZhiwenError } from "../core/errors.ts";
import { listen } from "../http/listen.ts";
import { createLog } from "../log.ts";

const platforms = channels.filter((name) => name !== "web" && name !== "terminal");

/** Serves until SIGINT or SIGTERM; the turns under way are finished. Gives the exit code. */
export async function serve(): Promise<number> {
  try {
    const config = environmentConfig();
    const log = createLog(config.logLevel);
    const app = await buildApp(config, log);
    const server = await listen(app.http, config.port);
    await app.run();
    log.info({ url: `http://localhost:${server.port}/` }, "web chat is on");
    for (const name of app.channels) log.info(`${name} is on`);
    const off = platforms.filter((name) => !app.channels.includes(name));
    if (off.length > 0) log.info({ off }, "off: their variables are not set (see .env.example)");
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
