/** What the generator and its subjects agree on. */
export const bot = {
  token: "1000:load-load-load-load-load",
  id: 1000,
  username: "zhiwen_load_bot",
  secret: "load-secret",
  path: "/channels/telegram",
} as const;

/** One text of a person's private chat, as Telegram puts it into an update. */
export interface Written {
  readonly update: number;
  readonly chat: number;
  readonly message: number;
  readonly text: string;
}

/** The body of a webhook call (core.telegram.org/bots/api#update). */
export function updateBody({ update, chat, message, text }: Written): string {
  return JSON.stringify({
    update_id: update,
    message: {
      message_id: message,
      from: { id: chat, is_bot: false, first_name: `用户${chat}`, language_code: "zh-hans" },
      chat: { id: chat, first_name: `用户${chat}`, type: "private" },
      date: Math.floor(Date.now() / 1_000),
      text,
    },
  });
}

/** People who write in turn: enough of them that nobody writes faster than 40 a minute. */
export function people(count: number): (text: string) => Written {
  let written = 0;
  return (text) => {
    const at = written;
    written += 1;
    return {
      update: 500_000_000 + at,
      chat: 700_000_000 + (at % count),
      message: 1 + Math.floor(at / count),
      text,
    };
  };
}
