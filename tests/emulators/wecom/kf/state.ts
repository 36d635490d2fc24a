import { bytes, type Json } from "../json.ts";
import { hours, minutes, type Platform, seconds } from "../platform.ts";
import { type Screen, screen } from "../screen.ts";
import { type MessageLog, messageLog } from "./log.ts";

/** 0 new, 1 bot, 2 pool, 3 servicer, 4 ended or not begun (doc 94669). */
export type SessionState = 0 | 1 | 2 | 3 | 4;

export interface Session {
  readonly account: Account;
  readonly customer: string;
  readonly screen: Screen;
  state: SessionState;
  servicer: string | undefined;
  /** Grows with every change of state: a code of an older state is void. */
  epoch: number;
  activeAt: number;
  customerAt: number | undefined;
  /** Messages by API since the customer last wrote. */
  sentSince: number;
  welcomedAt: number | undefined;
  enteredAt: number | undefined;
  scene: { readonly scene: string; readonly param: string } | undefined;
  /** States for which this session has given out its reply code. */
  readonly coded: Set<SessionState>;
  /** The customer refuses messages, or a servicer refuses the customer's. */
  refusesBot: boolean;
  refusedByServicer: boolean;
}

export interface Servicer {
  readonly userId: string;
  onDuty: boolean;
  /** 0 stopped, 1 suspended; where off duty. */
  stopType: 0 | 1;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** False where somebody else manages the account: the API may not use it. */
  readonly managed: boolean;
  readonly departments: readonly number[];
  readonly log: MessageLog;
  readonly servicers: Map<string, Servicer>;
  readonly sessions: Map<string, Session>;
  readonly usedIds: Set<string>;
  /** Times of the sync_msg calls without a token, of the last minute. */
  tokenless: number[];
}

export interface KfAccountSeed {
  readonly openKfId: string;
  readonly name?: string;
  readonly managed?: boolean;
  readonly departments?: readonly number[];
}

export type CodeKind = "welcome" | "pool" | "servicer" | "end";

export interface EventCode {
  readonly session: Session;
  readonly kind: CodeKind;
  readonly epoch: number;
  readonly until: number;
}

export interface KfState {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly customers: ReadonlySet<string>;
  /** Makes the account and the customer known where they are not. */
  session(customer: string, openKfId?: string): Session;
  account(openKfId?: string): Account;
  /** The session as it stands now: one that lay for 48 h has ended. */
  find(account: Account, customer: string): Session | undefined;
  move(session: Session, to: SessionState, servicer?: string): void;
  code(session: Session, kind: CodeKind): string;
  readonly codes: Map<string, EventCode>;
  /** Puts a message into the account's log and calls the bot. */
  message(session: Session, origin: 3 | 5, type: string, content: Json, servicer?: string): string;
  event(account: Account, type: string, fields: Json): void;
  /** True where a callback gave out this token for the account within ten minutes. */
  isCallbackToken(account: Account, token: string): boolean;
}

export const window = 48 * hours;
const tokenLife = 10 * minutes;

export function kfState(platform: Platform, seeds: readonly KfAccountSeed[]): KfState {
  const { now, chance, callbacks } = platform;
  const time = () => now().getTime();
  const accounts = new Map<string, Account>();
  const customers = new Set<string>();
  const codes = new Map<string, EventCode>();
  const tokens = new Map<string, { readonly account: Account; readonly until: number }>();

  function open(seed: KfAccountSeed): Account {
    const { openKfId: id, name = "知识产权服务", managed = true, departments = [] } = seed;
    const made: Account = {
      id,
      name,
      managed,
      departments,
      log: messageLog(id, now),
      servicers: new Map(),
      sessions: new Map(),
      usedIds: new Set(),
      tokenless: [],
    };
    accounts.set(id, made);
    return made;
  }
  for (const seed of seeds) open(seed);

  function account(openKfId?: string): Account {
    const [first] = accounts.values();
    const id = openKfId ?? first?.id ?? "wkEmulated000000000000000000001";
    return accounts.get(id) ?? open({ openKfId: id });
  }

  function settled(session: Session): Session {
    if (session.state !== 4 && time() - session.activeAt > window) move(session, 4);
    return session;
  }

  function find(of: Account, customer: string): Session | undefined {
    const found = of.sessions.get(customer);
    return found === undefined ? undefined : settled(found);
  }

  function session(customer: string, openKfId?: string): Session {
    const of = account(openKfId);
    customers.add(customer);
    const found = find(of, customer);
    if (found !== undefined) return found;
    const made: Session = {
      account: of,
      customer,
      screen: screen(now),
      state: 4,
      servicer: undefined,
      epoch: 0,
      activeAt: time(),
      customerAt: undefined,
      sentSince: 0,
      welcomedAt: undefined,
      enteredAt: undefined,
      scene: undefined,
      coded: new Set(),
      refusesBot: false,
      refusedByServicer: false,
    };
    of.sessions.set(customer, made);
    return made;
  }

  function move(of: Session, to: SessionState, servicer?: string) {
    if (of.state === 4) of.coded.clear();
    of.state = to;
    of.servicer = to === 3 ? servicer : undefined;
    of.epoch += 1;
    of.activeAt = time();
    of.screen.touch();
  }

  function push(of: Account, message: Json) {
    of.log.append(message);
    for (const [old, { until }] of tokens) {
      if (until > time()) break;
      tokens.delete(old);
    }
    const Token = `ENC${chance.id("")}${chance.nonce()}${chance.nonce()}`;
    tokens.set(Token, { account: of, until: time() + tokenLife });
    const event = callbacks.write({
      ToUserName: platform.corpId,
      CreateTime: seconds(now()),
      MsgType: "event",
      Event: "kf_msg_or_event",
      Token,
      OpenKfId: of.id,
    });
    void callbacks.deliver("kf", event);
  }

  return {
    accounts,
    customers,
    session,
    account,
    find,
    move,
    codes,
    code: (of, kind) => {
      for (const [old, { until }] of codes) {
        if (until > time()) break;
        codes.delete(old);
      }
      const code = chance.id("CODE_");
      const life = kind === "welcome" || kind === "end" ? 20_000 : window;
      codes.set(code, { session: of, kind, epoch: of.epoch, until: time() + life });
      return code;
    },
    message: (of, origin, type, content, servicer) => {
      const msgid = chance.id("4paaD");
      push(of.account, {
        msgid,
        open_kfid: of.account.id,
        external_userid: of.customer,
        send_time: seconds(now()),
        origin,
        ...(servicer === undefined ? {} : { servicer_userid: servicer }),
        msgtype: type,
        [type]: content,
      });
      return msgid;
    },
    event: (of, type, fields) => {
      // An event's account and people stand inside it alone.
      const event = { event_type: type, open_kfid: of.id, ...fields };
      push(of, {
        msgid: chance.id("4pevt"),
        send_time: seconds(now()),
        origin: 4,
        msgtype: "event",
        event,
      });
    },
    isCallbackToken: (of, token) => {
      const found = bytes(token) <= 128 ? tokens.get(token) : undefined;
      return found !== undefined && found.account === of && found.until > time();
    },
  };
}
