import { type Answer, ok, refuse } from "../answer.ts";
import { cardChoices, cardProblem, cardText, isInteractive } from "../card.ts";
import { type Json, numberOf, objectOf, textOf, textsOf } from "../json.ts";
import { days, hours, minutes, type Platform } from "../platform.ts";
import { type Call, post, type Routes } from "../route.ts";
import { type Screen, screen } from "../screen.ts";
import { type AppContent, readAppContent } from "./content.ts";

/** A member of the corp, with what the app has shown them. */
export interface MemberState {
  readonly userId: string;
  readonly screen: Screen;
  /** Cards that can be pressed, by the id of what is shown. */
  readonly cards: Map<string, Json>;
  /** Message times of the last minute, for the silent bound. */
  shownAt: number[];
}

/** The self-built app: its members, and the calls that send to them. */
export interface AppState {
  readonly agentId: number;
  member(userId: string): MemberState;
  /** Makes a code with which the message may be changed, once within 72 h. */
  responseCode(message: string, users: readonly string[]): string;
  /** Shows a message of the app to a member. */
  show(member: MemberState, id: string, content: AppContent): void;
  /** Draws a card anew: its button named otherwise and dead, or another card. */
  redraw(member: MemberState, message: string, to: Json): string | undefined;
  readonly routes: Routes;
}

interface Sent {
  readonly users: readonly string[];
  readonly at: number;
}

const longestInterval = 4 * hours;

export function appState(platform: Platform, agentId: number): AppState {
  const { settings, now, chance, faults } = platform;
  const members = new Map<string, MemberState>();
  const sent = new Map<string, Sent>();
  const codes = new Map<string, { message: string; users: readonly string[]; until: number }>();
  const repeats = new Map<string, number>();
  const tasks = new Set<string>();
  const time = () => now().getTime();
  const key = (userId: string) => userId.toLowerCase();

  function member(userId: string): MemberState {
    const found = members.get(key(userId));
    if (found !== undefined) return found;
    const made = { userId, screen: screen(now), cards: new Map(), shownAt: [] };
    members.set(key(userId), made);
    return made;
  }

  function responseCode(message: string, users: readonly string[]): string {
    const code = chance.id("RC_");
    codes.set(code, { message, users, until: time() + 72 * hours });
    return code;
  }

  function show(to: MemberState, id: string, { text, choices, card }: AppContent) {
    if (settings.memberPerMinute !== undefined) {
      to.shownAt = to.shownAt.filter((at) => at > time() - minutes);
      if (to.shownAt.length >= settings.memberPerMinute) {
        platform.note("message/send", "more than a member is shown in a minute");
        return;
      }
      to.shownAt.push(time());
    }
    if (card !== undefined) to.cards.set(id, card);
    to.screen.add({ id, from: "bot", text, choices });
  }

  function redraw(to: MemberState, message: string, body: Json): string | undefined {
    const replaced = textOf(objectOf(body, "button"), "replace_name");
    if (replaced !== undefined) {
      const choices = to.screen.find(message)?.choices ?? [];
      to.screen.change(message, {
        choices: choices.map(() => ({ id: "", label: replaced })).slice(0, 1),
      });
      return undefined;
    }
    const card = objectOf(body, "template_card");
    const problem = cardProblem(card);
    if (problem !== undefined) return problem;
    to.cards.set(message, card);
    to.screen.change(message, { text: cardText(card), choices: cardChoices(card) });
    return undefined;
  }

  /** True where the same request was taken within its interval. */
  function isRepeat({ body, raw }: Call): boolean {
    if (numberOf(body, "enable_duplicate_check") !== 1) return false;
    const interval = Math.min(
      (numberOf(body, "duplicate_check_interval") ?? 1800) * 1000,
      longestInterval,
    );
    const text = raw.toString("utf8");
    const until = repeats.get(text) ?? 0;
    if (until > time()) return true;
    repeats.delete(text);
    repeats.set(text, time() + interval);
    return false;
  }

  function recipients(body: Json): { known: MemberState[]; unknown: string[] } {
    const named = textOf(body, "touser") ?? "";
    if (named === "@all") return { known: [...members.values()], unknown: [] };
    const asked = [...new Set(named.split("|").filter((each) => each !== ""))];
    const known = asked.flatMap((each) => members.get(key(each)) ?? []);
    const unknown = asked.filter((each) => !members.has(key(each))).map(key);
    return { known, unknown };
  }

  function agentProblem(body: Json): Answer | undefined {
    const given = body["agentid"];
    if (given === undefined) return refuse(41011, "agentid missing");
    const id = typeof given === "string" && !settings.strictAgentId ? Number(given) : given;
    if (!Number.isInteger(id)) return refuse(40056, "invalid agentid");
    return id === agentId ? undefined : refuse(301002, "agentid is not of this token");
  }

  function send(call: Call): Answer {
    const { body } = call;
    const wrong = agentProblem(body);
    if (wrong !== undefined) return wrong;
    const read = readAppContent(body, platform.media);
    if (!read.ok) return read.answer;
    const named = ["touser", "toparty", "totag"].map((name) => textOf(body, name) ?? "");
    if (named.every((each) => each === "")) return refuse(82001, "no receiver");
    if (named[0] !== undefined && named[0].split("|").length > 1000) return refuse(40058, "touser");
    const { known, unknown } = recipients(body);
    if (known.length === 0) return refuse(81013, "user & party & tag all invalid");
    const { card } = read.content;
    const task = card === undefined ? undefined : textOf(card, "task_id");
    const repeat = isRepeat(call);
    if (task !== undefined && !repeat) {
      if (tasks.has(task)) return refuse(40058, "template_card: task_id was used before");
      tasks.add(task);
    }
    const msgid = chance.id("MSG_");
    const users = known.map(({ userId }) => userId);
    forgetOld(sent, ({ at }) => at < time() - days);
    sent.set(msgid, { users, at: time() });
    if (!repeat && !faults.takeSwallowedSend())
      for (const each of known) show(each, msgid, read.content);
    return ok({
      ...(unknown.length > 0 ? { invaliduser: unknown.join("|") } : {}),
      ...(named[1] ? { invalidparty: named[1] } : {}),
      ...(named[2] ? { invalidtag: named[2] } : {}),
      msgid,
      ...(card !== undefined && isInteractive(card)
        ? { response_code: responseCode(msgid, users) }
        : {}),
    });
  }

  function recall({ body }: Call): Answer {
    const id = textOf(body, "msgid") ?? "";
    const found = sent.get(id);
    if (found === undefined) return refuse(40058, "msgid");
    if (found.at < time() - days) return refuse(40058, "sent more than 24 h ago");
    for (const user of found.users)
      member(user).screen.change(id, { text: "[已撤回]", choices: [] });
    return ok();
  }

  function update({ body }: Call): Answer {
    const wrong = agentProblem(body);
    if (wrong !== undefined) return wrong;
    const code = textOf(body, "response_code") ?? "";
    const found = codes.get(code);
    if (found === undefined || found.until <= time()) return refuse(40058, "response_code");
    const asked = textsOf(body, "userids").map(key);
    const users =
      body["atall"] === 1 ? found.users : found.users.filter((each) => asked.includes(key(each)));
    if (users.length === 0) return refuse(81013, "user & party & tag all invalid");
    for (const user of users) {
      const problem = redraw(member(user), found.message, body);
      if (problem !== undefined) return refuse(40058, `template_card: ${problem}`);
    }
    codes.delete(code);
    const invalid = asked.filter((each) => !users.map(key).includes(each));
    return ok(invalid.length > 0 ? { invaliduser: invalid } : {});
  }

  return {
    agentId,
    member,
    responseCode,
    show,
    redraw,
    routes: {
      "message/send": post(send),
      "message/recall": post(recall),
      "message/update_template_card": post(update),
    },
  };
}

/** Drops from the front of a map in order of time. */
function forgetOld<T>(map: Map<string, T>, old: (value: T) => boolean) {
  for (const [id, value] of map) {
    if (!old(value)) return;
    map.delete(id);
  }
}
