/** Made up, fixed, and good for nothing outside the emulators; the AES keys are words in base64. */
export const credentials = {
  telegramToken: "1000000001:emulator-token-not-a-secret",
  corpId: "wwemulator00000001",
  secret: "emulator-secret-not-a-secret",
  agentId: 1_000_001,
  token: "emulatortoken",
  aesKey: "emhpd2VuLWVtdWxhdG9yLW5vdC1hLXNlY3JldC1rZXk",
  botToken: "emulatorbottoken",
  botAesKey: "emhpd2VuLWVtdWxhdG9yLWtleS1mb3ItYWktYm90cyE",
} as const;

export interface Ports {
  readonly page: number;
  readonly telegram: number;
  readonly wecom: number;
}

export function portsFrom(base: number): Ports {
  return { page: base, telegram: base + 1, wecom: base + 2 };
}

export const defaultBase = 4100;
export const defaultBot = "http://localhost:3000";

/** Where the bot is called, below its address. */
export const callbackPaths = {
  app: "/channels/wecom/app",
  kf: "/channels/wecom/kf",
  bot: "/channels/wecom/aibot",
} as const;

/** What the bot's environment has to hold, one `NAME=value` a line. */
export function environmentLines(ports: Ports, bot: URL): readonly string[] {
  const port = bot.port === "" ? "80" : bot.port;
  return [
    ...(port === "3000" ? [] : [`PORT=${port}`]),
    `TELEGRAM_BOT_TOKEN=${credentials.telegramToken}`,
    `TELEGRAM_API_ROOT=http://127.0.0.1:${ports.telegram}`,
    `WECOM_CORP_ID=${credentials.corpId}`,
    `WECOM_SECRET=${credentials.secret}`,
    `WECOM_AGENT_ID=${credentials.agentId}`,
    `WECOM_TOKEN=${credentials.token}`,
    `WECOM_AES_KEY=${credentials.aesKey}`,
    `WECOM_API_ROOT=http://127.0.0.1:${ports.wecom}`,
    `WECOM_BOT_TOKEN=${credentials.botToken}`,
    `WECOM_BOT_AES_KEY=${credentials.botAesKey}`,
  ];
}

/** What starts the bot with these variables, for a shell. */
export function startCommand(ports: Ports, bot: URL): string {
  const base = ports.page === defaultBase ? "" : ` --port-base ${ports.page}`;
  const address = bot.origin === defaultBot ? "" : ` --bot ${bot.origin}`;
  return `env $(npm run --silent emulate -- --env${base}${address}) npm start`;
}
