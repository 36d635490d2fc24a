import { startTelegram } from "../telegram/emulator.ts";
import { startWecom } from "../wecom/emulator.ts";
import { callbackPaths, credentials, type Ports, startCommand } from "./environment.ts";
import { people } from "./people.ts";
import { servedBy } from "./servedBy.ts";
import { type Page, startPage } from "./server.ts";

/** Both platforms and the page, for a bot that may start later, stop and come back. */
export async function startEmulators(ports: Ports, bot: URL): Promise<Page> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of opened.reverse()) await part.close();
  };
  try {
    const { token, aesKey } = credentials;
    const at = (path: string) => new URL(path, bot).href;
    const telegram = await startTelegram({
      token: credentials.telegramToken,
      port: ports.telegram,
    });
    opened.push(telegram);
    const wecom = await startWecom({
      corpId: credentials.corpId,
      secret: credentials.secret,
      app: { agentId: credentials.agentId, token, aesKey, callbackUrl: at(callbackPaths.app) },
      kf: { token, aesKey, callbackUrl: at(callbackPaths.kf) },
      bot: {
        token: credentials.botToken,
        aesKey: credentials.botAesKey,
        callbackUrl: at(callbackPaths.bot),
      },
      port: ports.wecom,
    });
    opened.push(wecom);
    const servicer = wecom.servicer("xiaoli");
    const page = await startPage({
      people: people({
        "wecom-kf": (number) => servedBy(wecom.customer(`wmemulator${number}`), servicer),
        "wecom-app": (number) => wecom.member(`member${number}`),
        "wecom-aibot": (number) => wecom.botUser(`botuser${number}`),
        telegram: (number) => telegram.person(100_000 + number, { firstName: `客户${number}` }),
      }),
      bot,
      command: startCommand(ports, bot),
      port: ports.page,
    });
    opened.push(page);
    return { url: page.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}
