/**
 * What to do about a refusal: `config` an operator must change a setting; `permanent` this request
 * will never pass; `retry` soon; `wait` for the rate window to end; `stop` sending to this contact
 * until something happens; `token` get a new access token.
 */
export type ErrcodeAction = "config" | "permanent" | "retry" | "wait" | "stop" | "token";

export interface Errcode {
  /** In our own words; safe to log and to show an operator. */
  readonly meaning: string;
  readonly action: ErrcodeAction;
  /** For `wait` and `retry`: milliseconds that pass before trying again helps. */
  readonly waitMs?: number;
}

/** Our address is not among those the app may be called from. */
export const untrustedIp = 60020;

/** Refusals we know (WeCom doc 90313 and the pages of the calls). */
const known: Readonly<Record<number, Errcode>> = {
  "-1": { meaning: "WeCom is busy", action: "retry", waitMs: 1_000 },
  40001: { meaning: "the secret is wrong: check WECOM_SECRET", action: "config" },
  40003: { meaning: "a userid is wrong", action: "permanent" },
  40007: { meaning: "the media id is wrong or has run out", action: "permanent" },
  40008: { meaning: "the message type is not allowed", action: "permanent" },
  40013: { meaning: "the corp id is wrong: check WECOM_CORP_ID", action: "config" },
  40014: { meaning: "the access token is not valid", action: "token" },
  40033: { meaning: "the request holds \\u escapes", action: "permanent" },
  40056: { meaning: "the agent id is wrong: check WECOM_AGENT_ID", action: "config" },
  40058: { meaning: "a parameter is malformed or too long", action: "permanent" },
  40063: { meaning: "a parameter is empty", action: "permanent" },
  40096: { meaning: "the external userid is wrong", action: "permanent" },
  40201: { meaning: "the content was blocked as spam", action: "permanent" },
  41001: { meaning: "the access token is missing", action: "token" },
  41002: { meaning: "the corp id is missing: check WECOM_CORP_ID", action: "config" },
  41004: { meaning: "the secret is missing: check WECOM_SECRET", action: "config" },
  41051: { meaning: "the customer already chats: no welcome", action: "permanent" },
  41096: { meaning: "a welcome is already being sent", action: "permanent" },
  42001: { meaning: "the access token has run out", action: "token" },
  44004: { meaning: "the text is empty", action: "permanent" },
  45002: { meaning: "the content is too large", action: "permanent" },
  45009: { meaning: "called too often", action: "wait", waitMs: 60_000 },
  45033: { meaning: "too many calls at once", action: "wait", waitMs: 3_000 },
  48002: { meaning: "the app may not call this: grant it in the admin console", action: "config" },
  50002: { meaning: "the member is outside the app's visible range", action: "config" },
  50003: { meaning: "the app is disabled", action: "config" },
  60011: { meaning: "no right to this member or department", action: "config" },
  [untrustedIp]: { meaning: "our IP address is not among the app's 企业可信IP", action: "config" },
  60031: { meaning: "the app may not call the API", action: "config" },
  60111: { meaning: "there is no such userid", action: "permanent" },
  81013: { meaning: "no recipient is valid or in the app's visible range", action: "permanent" },
  82001: { meaning: "no recipient was given", action: "permanent" },
  95000: { meaning: "the open_kfid is not valid", action: "config" },
  95001: { meaning: "more messages than the customer's last one allows", action: "stop" },
  95002: { meaning: "the customer wrote more than 48 h ago", action: "stop" },
  95003: { meaning: "an unverified corp may not serve more customers", action: "config" },
  95004: { meaning: "there is no such KF account in this corp", action: "config" },
  95007: { meaning: "the callback's token has run out", action: "permanent" },
  95008: { meaning: "more than 10 menu items", action: "permanent" },
  95009: { meaning: "a menu item's type is not allowed", action: "permanent" },
  95011: { meaning: "the KF account is not managed by API", action: "config" },
  95012: { meaning: "the KF account is managed in another mode", action: "config" },
  95013: { meaning: "the session has ended", action: "stop" },
  95014: { meaning: "not a servicer, or not activated", action: "permanent" },
  95015: { meaning: "the KF account has a dedicated service", action: "config" },
  95016: { meaning: "the session cannot go to that state", action: "permanent" },
  95017: { meaning: "the KF account's API switch is off or another app's", action: "config" },
  95018: { meaning: "the session's state does not let the API send", action: "stop" },
  95019: { meaning: "the servicer is off duty", action: "permanent" },
  95022: { meaning: "the location's type is wrong", action: "permanent" },
  95023: { meaning: "the KF account is granted to another app", action: "config" },
  95030: { meaning: "the message type is banned", action: "permanent" },
  95031: { meaning: "the customer did not write within 48 h", action: "stop" },
  301002: { meaning: "the agent id is not the secret's: check WECOM_AGENT_ID", action: "config" },
};

/** What an errcode means and asks for; one we do not know is taken as permanent. */
export function errcode(code: number): Errcode {
  return known[code] ?? { meaning: "a refusal we do not know", action: "permanent" };
}
