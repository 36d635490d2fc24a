import type { Route } from "../route.ts";
import { actRoutes } from "./acts.ts";
import { aidRoutes } from "./aids.ts";
import { attachmentRoute } from "./attachment.ts";
import { pageRoutes, showAgain } from "./pages.ts";
import type { DeskPort } from "./port.ts";
import { createPresence } from "./presence.ts";
import { createReadLog } from "./readLog.ts";
import { type StreamOptions, streamRoute } from "./stream.ts";

/** The inbox and the live conversation: every address of theirs. */
export function deskRoutes(port: DeskPort, options: StreamOptions = {}): readonly Route[] {
  const presence = createPresence(port);
  const readLog = createReadLog(port);
  return [
    ...pageRoutes(port, readLog),
    ...actRoutes(port, presence, showAgain(port, readLog)),
    ...aidRoutes(port),
    attachmentRoute(port),
    streamRoute(port, { presence, readLog, ...options }),
  ];
}
