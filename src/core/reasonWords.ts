/** Why something did not leave, as senders and the record put it, in words staff can act on. */

/** Parts of a reason that say whether it may have arrived after all. */
const surely = /^(?:not sent|not delivered): /;
const perhaps = /; an earlier try may have arrived$|: it may have arrived$|^it may have arrived: /;

/** Of the machine's English sentences, wherever they come from; the first that fits is told. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/never written/, "客户还没有来过消息，平台不允许主动发送"],
  [/wrote more than 48 h ago/, "客户超过48小时没有来消息，平台不允许再发送；请等客户再次来消息"],
  [/allows no more/, "客户每来一条消息最多回5条，这次的已用完；请等客户再次来消息"],
  [/in the WeCom client|a person serves the customer/, "会话在企业微信客户端里，请到客户端回复"],
  [
    /called back can only reply/,
    "智能机器人是回调方式，只能当场回复，不能主动发送；改用长连接方式即可",
  ],
  [
    /more messages than the customer's last one allows/,
    "内容太长，剩下的条数不够发完；请缩短，或等客户再次来消息",
  ],
  [/session has ended/, "客户的会话已结束，平台不允许再发送；请等客户再次来消息"],
  [/session was closed/, "客户的会话已关闭，消息没有送达"],
  [/session is not open to the API/, "会话还没有交给机器人，稍后自动重试"],
  [/servicer is off duty/, "这位同事现在没有在接待，请换一位或转到接待池"],
  [/cannot go to the pool/, "已有人在企业微信客户端接待，不能再放回接待池"],
  [/only be taken from it/, "会话在企业微信接待池里，要先在客户端接入"],
  [/hand-over of the account is under way/, "正在转接另一位客户，请稍后再试"],
  [/session keeps changing/, "会话的状态一直在变，请稍后再试"],
  [/session state we do not know/, "企业微信给出的会话状态无法识别，请联系管理员"],
  [
    /person took the conversation over after part (\d+)/,
    "工作人员已接手，机器人的这条回复只发出了前 $1 段，其余没有发出",
  ],
  [/person took the conversation over/, "工作人员已接手，机器人的这条回复没有发出"],
  [/customer refuses messages/, "客户拒收了消息"],
  [/blocked the bot or is gone/, "客户屏蔽了机器人，或账号已注销；请等客户再次来消息"],
  [/blocked the bot/, "客户屏蔽了机器人"],
  [/account was deleted/, "对方的账号已注销"],
  [/may not write to this contact|can't initiate/, "机器人没有权限给这位客户发消息"],
  [/removed from the group/, "机器人已被移出群"],
  [/does not know this chat/, "Telegram 找不到这个会话"],
  [/became a supergroup/, "群已升级为超级群，原会话号失效"],
  [/topic was deleted or closed/, "话题已删除或关闭"],
  [
    /asks to send more slowly|waiting for its turn|many messages to this member/,
    "发送太频繁，稍后自动重试",
  ],
  [/refuses the bot's token/, "Telegram 机器人的令牌无效，请联系管理员"],
  [/Telegram has a fault/, "Telegram 服务出错，稍后自动重试"],
  [/Telegram refuses it/, "Telegram 拒收了这条消息"],
  [/Telegram was not reached|call to Telegram was cut/, "没有连上 Telegram"],
  [
    /WeCom was not reached|no connection|no answer in time|cut off|HTTP \d+|not connected|no acknowledgement|answer broke off/,
    "没有连上企业微信",
  ],
  [/not have the bot's connection/, "机器人的长连接暂时不在线，稍后自动重试"],
  [/connection that asked for the welcome is gone|welcome/, "欢迎语过了时限，没有发出"],
  [
    /no address to answer to|address to answer to has run out/,
    "智能机器人的回复地址已失效，请等对方再次来消息",
  ],
  [/left to the polls/, "正在等企业微信来取"],
  [/visible range/, "这位成员不在应用的可见范围内，请联系管理员"],
  [/interface licence/, "这位成员没有接口许可，请联系管理员"],
  [/contact is not one of|not a contact of/, "这位客户不属于这个渠道"],
  [/nothing to say|says nothing/, "消息没有内容"],
  [
    /corp is not verified|no member of the corp|no KF account of its own|KF account was deleted|app was closed/,
    "企业微信客服账号的设置有问题，请联系管理员",
  ],
  [/message to copy not found/, "原消息已删除，无法转发"],
  [/message type is (?:banned|not allowed)/, "平台不允许这种消息"],
  [/WeCom does not say why/, "企业微信没有送达，也没有说明原因"],
  [/message id was used before/, "无法确认是否已送达"],
  [
    /process ended while|sender (?:failed without|broke off)|claim is lost/,
    "发送中途中断，无法确认是否已送达",
  ],
  [/channel is off/, "这个渠道已停用，请联系管理员"],
  [/^erased$/, "客户要求删除数据，内容已清除"],
];

/** WeCom's codes (doc 90313) that staff can do something about; the others are an operator's. */
const errcodes: Readonly<Record<number, string>> = {
  [-1]: "企业微信繁忙，稍后自动重试",
  40096: "企业微信找不到这位客户",
  40201: "内容被平台判为垃圾信息，请换个说法再发",
  45002: "内容太长，请分几条发送",
  45009: "发送太频繁，稍后自动重试",
  45033: "发送太频繁，稍后自动重试",
  60111: "企业微信找不到这位成员",
  81013: "这位成员不在应用的可见范围内，请联系管理员",
  95001: "客户每来一条消息最多回5条，这次的已用完；请等客户再次来消息",
  95002: "客户超过48小时没有来消息，平台不允许再发送；请等客户再次来消息",
  95013: "客户的会话已结束，平台不允许再发送；请等客户再次来消息",
  95014: "这位同事不是该客服账号的接待人员，或还没有激活",
  95016: "会话当前的状态不允许这样转接",
  95018: "会话当前的状态不允许发送",
  95019: "这位同事已停止接待",
  95031: "客户超过48小时没有来消息，平台不允许再发送；请等客户再次来消息",
};

const arrived = {
  zh: "（可能已送达，重发前请先确认）",
  en: " (it may have arrived: check before you resend)",
};

/**
 * What staff are told of a machine's reason. A reason nobody foresaw is shown as it is; words that
 * are Chinese already stay.
 */
export function reasonWords(reason: string, language: "zh" | "en" = "zh"): string {
  if (/^\P{L}*\p{Script=Han}/u.test(reason)) return reason;
  const doubt = perhaps.test(reason) ? arrived[language] : "";
  const bare = reason.replace(surely, "").replace(perhaps, "").trim();
  if (language === "en") return `${sentence(bare)}${doubt}`;
  return `${chinese(bare)}${doubt}`;
}

function chinese(reason: string): string {
  const code = /^errcode (-?\d+)/.exec(reason)?.[1];
  if (code !== undefined) {
    return errcodes[Number(code)] ?? `企业微信拒绝了（错误码 ${code}），请联系管理员`;
  }
  for (const [pattern, words] of sentences) {
    const [found] = pattern.exec(reason) ?? [];
    if (found !== undefined) return found.replace(pattern, words);
  }
  return `没有送达：${reason}`;
}

/** Begins large, and without the code that nobody need read. */
function sentence(reason: string): string {
  const told = reason.replace(/^errcode -?\d+[,:] /, "");
  return `${told.slice(0, 1).toUpperCase()}${told.slice(1)}`;
}
