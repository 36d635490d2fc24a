import type { Account } from "../../../src/core/account.ts";
import { type Office, openOffice } from "./office.ts";
import { past } from "./past.ts";
import { asks, deskOf, hears } from "./sayings.ts";
import { hire } from "./seat.ts";

/** An office in the middle of a morning: some wait, some are served, some are done with. */
export interface Town extends Office {
  readonly li: Account;
  readonly chen: Account;
  /** Conversations by how they stand. */
  readonly at: Readonly<Record<"waiting" | "mine" | "colleagues" | "ended" | "promised", string>>;
}

export async function town(): Promise<Town> {
  const office = await openOffice("2026-11-17T00:40:00Z");
  const { ledger, telegram, wecom } = office;
  const li = await hire(office, "li.yu", "李渝", "admin");
  const chen = await hire(office, "chen.xi", "陈曦", "staff");
  const desk = deskOf(office);
  const today = office.now().getTime();
  await past(office, [li, chen]);
  await ledger.accounts.change(chen.id, { desks: [{ district: "涪陵区" }] }, by);
  for (const [at, found] of (await ledger.desk.cases({ limit: 9 })).entries()) {
    if (at % 3 === 0) continue;
    const { receipt, updatedAt: seen } = found.request;
    await ledger.desk.changeCase({ receipt, seen, assignee: at % 3 === 1 ? li : chen, by: li });
  }
  for (const reply of canned) await ledger.desk.saveCannedReply(reply);

  office.set(new Date(today).toISOString());
  await office.open();
  const kf = (name: string) => wecom.customer(`wm${name}`);
  const person = (number: number) => telegram.person(200_000 + number);

  // Before the office opens.
  await asks(person(1), "涪陵区知识产权有什么奖励", "转人工");
  const promised = await newest(office);

  office.set("2026-11-17T01:05:00Z");
  for (const [n, question] of unaided.entries()) await asks(person(10 + n), question, "谢谢");

  office.set("2026-11-17T01:19:00Z");
  const served = kf("Jialing");
  await asks(served, "知识产权质押融资要几天能办下来", "转人工");
  const mine = await newest(office);
  await desk.claim(mine, li, "console");
  await hears(served, "李渝");
  office.pass(2);
  const first = {
    key: "town-first-answer",
    text: "您好，我是李渝。7天是改革后的办理时限，放款时间以银行审批为准。",
  };
  await desk.say(mine, li, first);
  await hears(served, "以银行审批为准");
  office.pass(1);
  await served.write("好的，那我们有三件发明专利，需要先去银行还是先做评估？");
  await ledger.desk.addNote(mine, li, "客户有三件发明专利，下午回访时问清楚授权日期。");

  const done = person(2);
  await asks(done, "海外知识产权纠纷怎么应对", "人工");
  const ended = await newest(office);
  await desk.claim(ended, li, "console");
  await desk.say(ended, li, { key: "town-ended-answer", text: "已把机构联系方式发到您留的邮箱。" });
  await desk.close(ended, li, "海外维权，已提供机构名单。");
  await hears(done, "满意吗");
  await done.write("满意");

  office.set("2026-11-17T01:22:40Z");
  const other = kf("Fuling");
  await asks(other, "涪陵区知识产权有什么奖励", "找个工作人员跟我聊");
  const colleagues = await newest(office);
  await desk.claim(colleagues, chen, "console");
  await hears(other, "陈曦");
  await desk.say(colleagues, chen, {
    key: "town-chen-answer",
    text: "请稍等，我看一下区里的办法。",
  });

  office.set("2026-11-17T01:24:50Z");
  const urgent = person(3);
  await asks(urgent, "贷款利率是多少", "转人工");
  const waiting = await newest(office);
  await urgent.write("我们在两江新区，急用，利率大概在几个点？");
  office.pass(1);
  await asks(kf("Beibei"), "商标被抢注了怎么办", "我要人工");
  office.pass(1);
  await asks(person(4), "专利转化怎么找买家", "叫你们工作人员来");
  office.pass(0.5);
  await asks(kf("Yongchuan"), "地理标志能贷款吗", "你们答得太差了，我要投诉");
  office.pass(0.6);
  return { ...office, li, chen, at: { waiting, mine, colleagues, ended, promised } };
}

/** What the bot answers by itself. */
const unaided = [
  "专利质押贷款评估费多少",
  "知识产权质押融资要几天能办下来",
  "专家服务怎么申请",
  "海外知识产权纠纷怎么应对",
  "2025年重庆PCT申请有多少件",
  "地理标志能贷款吗",
  "商标被抢注了怎么办",
];

const by = { actor: "terminal", address: "terminal" };

/** The conversation that last asked for a person. */
async function newest({ ledger }: Office): Promise<string> {
  const asked = await ledger.desk.handoffsIn(["promised", "waiting"], 50);
  const last = asked.toSorted((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime())[0];
  if (last === undefined) throw new Error("nobody asked for a person");
  return last.conversation;
}

const canned = [
  { title: "开场", text: "您好，我是知识产权服务专员，请问有什么可以帮您？" },
  {
    title: "质押融资：先准备什么",
    text: "请先准备营业执照、专利证书和最近一年的财务报表，银行看过后会告诉您是否需要评估。",
    topic: "pledge-financing",
  },
  { title: "结束", text: "感谢您的咨询，还有问题随时发给我们。" },
];
