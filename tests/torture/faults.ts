import type { Platforms } from "./platforms.ts";

/** Faults of the platforms, one now and then; how many of each were asked for. */
export interface PlatformFaults {
  readonly counts: Readonly<Record<string, number>>;
  /** Ends them all; what was asked for and met no call is forgotten. */
  stop(): void;
}

const everyMs = 250;

/** Begins them, at rates a bad day has. */
export function startFaults(
  { wecom, telegram }: Pick<Platforms, "wecom" | "telegram">,
  chance: () => number,
): PlatformFaults {
  const counts: Record<string, number> = {};
  const slower = { error_code: 429, description: "Too Many Requests", retry_after: 1 };
  const broken = { error_code: 502, description: "Bad Gateway" };
  const sends = ["message/send", "kf/send_msg", "aibot/response"];
  const calls = [...sends, "kf/sync_msg"];
  const one = (of: readonly string[]) => of[Math.floor(chance() * of.length)] ?? "*";
  const kinds: Readonly<Record<string, () => void>> = {
    "Telegram 429": () => telegram.fail("sendMessage", slower),
    "Telegram 502": () => telegram.fail("sendMessage", broken),
    "Telegram sent, answer lost": () => telegram.dropAfter("sendMessage"),
    "Telegram cut off before": () => telegram.dropBefore("sendMessage"),
    "Telegram updates, answer lost": () => telegram.dropAfter("getUpdates"),
    "Telegram slow": () => telegram.slow("sendMessage", 700),
    "WeCom busy (-1)": () => wecom.faults.fail(one(calls), -1),
    "WeCom too many calls (45033)": () => wecom.faults.fail(one(sends), 45_033),
    "WeCom done, answer lost": () => wecom.faults.dropAfter(one(calls)),
    "WeCom cut off before": () => wecom.faults.dropBefore(one(calls)),
    "WeCom slow": () => wecom.faults.slow(one(calls), 700),
    "WeCom empty pages": () => wecom.faults.emptyPages(2),
    "微信客服 reply bounced": () => wecom.faults.failSends(10),
    "access tokens invalidated (40014)": () => wecom.faults.invalidateTokens(),
    "access tokens run out (42001)": () => wecom.faults.expireTokens(),
  };
  const names = Object.keys(kinds);
  const clear = () => {
    telegram.clearFaults();
    wecom.faults.clear();
  };
  const rates = () => {
    telegram.duplicateUpdates(0.02);
    wecom.faults.duplicateCallbacks(0.02);
    wecom.faults.loseCallbacks(0.01);
    wecom.faults.reorderCallbacks(0.02);
    wecom.faults.maxPage(50);
  };
  rates();
  const timer = setInterval(() => {
    // One that met no call is dropped: gathered, they would strike as a hundred in a row.
    clear();
    rates();
    const name = one(names);
    kinds[name]?.();
    counts[name] = (counts[name] ?? 0) + 1;
  }, everyMs);
  return {
    counts,
    stop() {
      clearInterval(timer);
      clear();
    },
  };
}
