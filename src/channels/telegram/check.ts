import { ZhiwenError } from "../../core/errors.ts";
import { type Api, troubleError, troubleOf, within } from "./api.ts";
import type { Webhook } from "./webhookSetUp.ts";

/** Updates waiting at Telegram beyond this mean that they are not being taken. */
const manyWaiting = 100;

/** A failure longer ago than this is over, in milliseconds. */
const recent = 3_600_000;

/** What is wrong with the channel as Telegram sees it; empty when nothing is. Never rejects. */
export async function check(
  api: Api,
  webhook: Webhook | undefined,
  now: Date,
): Promise<readonly ZhiwenError[]> {
  try {
    await api.getMe(within());
  } catch (error) {
    return [troubleError("getMe", troubleOf(error))];
  }
  try {
    return problemsIn(await api.getWebhookInfo(within()), webhook, now);
  } catch (error) {
    return [troubleError("getWebhookInfo", troubleOf(error))];
  }
}

type Info = Awaited<ReturnType<Api["getWebhookInfo"]>>;

function problemsIn(info: Info, webhook: Webhook | undefined, now: Date): ZhiwenError[] {
  const found: ZhiwenError[] = [];
  const add = (problem: string, fix: string) =>
    found.push(new ZhiwenError("telegram", problem, fix));
  const there = info.url === undefined || info.url === "" ? "none" : hostOf(info.url);
  if (webhook === undefined && there !== "none") {
    add(
      `updates go to a webhook at ${there}, and this program polls`,
      "start it: it takes the webhook away; or set PUBLIC_URL to use one",
    );
  }
  if (webhook !== undefined && info.url !== webhook.url) {
    const elsewhere = there === "none" ? "no webhook is set" : `updates go to ${there}`;
    add(`${elsewhere}, not to ${hostOf(webhook.url)}`, "start the program: it sets the webhook");
  }
  const failedAt = (info.last_error_date ?? 0) * 1000;
  if (webhook !== undefined && now.getTime() - failedAt < recent) {
    const why = (info.last_error_message ?? "no reason given").slice(0, 200);
    add(
      `Telegram could not deliver at ${new Date(failedAt).toISOString()} (${why})`,
      "see that PUBLIC_URL leads to this program from the internet, with a valid certificate",
    );
  }
  if (info.pending_update_count > manyWaiting) {
    add(
      `${info.pending_update_count} updates wait at Telegram`,
      "see whether the program runs and stores messages",
    );
  }
  return found;
}

/** A path may hold a secret. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "an unreadable address";
}
