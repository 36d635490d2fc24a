import { random } from "../emulators/telegram/random.ts";
import { posted, sealed, signed, stamp } from "./doors/sealed.ts";
import { ways } from "./doors/wecom.ts";
import { bytesOf, type RawRequest, textBody } from "./http.ts";
import type { Program } from "./program.ts";
import { paths, secrets } from "./settings.ts";
import { dice } from "./shot.ts";
import { wire } from "./wire.ts";

/** Microseconds an answer took at the median; with how far medians differ by chance alone. */
export interface Timing {
  readonly what: string;
  readonly wrongAtStart: number;
  readonly wrongAtEnd: number;
  readonly byChance: number;
}

/** Whether the time of a refusal tells how much of a signature or secret was right. */
export async function timing(program: Program, samples: number): Promise<Timing[]> {
  const { port } = program.child;
  const d = dice(random(5));
  const call = signed(sealed(d, ways.app, "<xml></xml>"), stamp(d));
  const other = (letter: string | undefined) => (letter === "0" ? "1" : "0");
  const { signature } = call;
  const start = `${other(signature[0])}${signature.slice(1)}`;
  const end = `${signature.slice(0, -1)}${other(signature.at(-1))}`;
  const { webhook } = secrets;
  const secret = (value: string): RawRequest => ({
    method: "POST",
    target: paths.telegram,
    headers: [["X-Telegram-Bot-Api-Secret-Token", value]],
    body: textBody("{}"),
  });
  const measure = async (what: string, early: RawRequest, late: RawRequest): Promise<Timing> => {
    const [a, b, again] = await medians(
      port,
      samples,
      [early, late, early].map((one) => bytesOf(one)),
    );
    return {
      what,
      wrongAtStart: 1_000 * (a ?? 0),
      wrongAtEnd: 1_000 * (b ?? 0),
      byChance: 1_000 * Math.abs((again ?? 0) - (a ?? 0)),
    };
  };
  return [
    await measure(
      "WeCom signature",
      posted(ways.app, { ...call, signature: start }),
      posted(ways.app, { ...call, signature: end }),
    ),
    await measure(
      "Telegram secret",
      secret(`0${webhook.slice(1)}`),
      secret(`${webhook.slice(0, -1)}0`),
    ),
  ];
}

/** One after another in turns, so that a busy moment hits all alike. */
async function medians(
  port: number,
  samples: number,
  requests: readonly Buffer[],
): Promise<number[]> {
  const line = wire({ port, from: "127.88.0.1" });
  const times = requests.map((): number[] => []);
  for (let n = 0; n < samples + 50; n += 1) {
    for (const [at, request] of requests.entries()) {
      const { ms } = await line.send(request);
      if (n >= 50) times[at]?.push(ms);
    }
  }
  line.close();
  return times.map((list) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0);
}
