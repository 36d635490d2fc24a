import type { Channel } from "../../../src/core/channel.ts";
import { nobodyKnows } from "../../../src/core/handoff.ts";
import type { Effect, Outcome } from "../../../src/core/outcome.ts";
import type { RequestStatus } from "../../../src/core/request.ts";
import type { StaffRef } from "../../../src/core/staff.ts";
import type { TurnResult } from "../../../src/ledger/ledger.ts";
import type { Office } from "./office.ts";
import { deskOf } from "./sayings.ts";

const intents = [
  "pledge-financing",
  "subsidy",
  "pledge-financing",
  "expert-service",
  "rights-protection",
  "patent-commercialization",
  "subsidy",
  "overseas-ip",
] as const;
const channels: readonly Channel[] = ["wecom-kf", "telegram", "web", "wecom-app"];
/** Conversations of each day; nobody writes much on a weekend. */
const busy = [9, 12, 10, 14, 5, 4, 11, 12, 15, 11, 13, 4, 5, 12] as const;

/** Two weeks of work, ending yesterday: the numbers of the dashboard have something behind them. */
export async function past(office: Office, team: readonly StaffRef[]): Promise<void> {
  const first = office.now().getTime() - busy.length * 86_400_000;
  let number = 0;
  for (const [day, conversations] of busy.entries()) {
    for (let nth = 0; nth < conversations; nth += 1) {
      number += 1;
      office.set(new Date(first + day * 86_400_000 + nth * 2_400_000).toISOString());
      await conversation(office, number, team[number % team.length] as StaffRef);
    }
  }
  await settled(office);
}

async function conversation(office: Office, number: number, staff: StaffRef): Promise<void> {
  const intent = intents[number % intents.length] as string;
  const contact = `p${number}`;
  const channel = channels[(number * 7 + Math.floor(number / 4)) % channels.length] as Channel;
  await turn(office, channel, contact, intent, outcome("answer"));
  if (number % 3 !== 0) {
    const effects = number % 4 === 1 ? [filed(office, number)] : [];
    await turn(office, channel, contact, intent, outcome("answer", effects));
    return;
  }
  const request = {
    state: "waiting",
    reason: number % 2 === 0 ? "asked" : "money-abstained",
    desk: { topic: intent },
    capsule: { ...nobodyKnows, question: "能不能办" },
  } as const;
  const id = await turn(
    office,
    channel,
    contact,
    intent,
    outcome("handoff", [{ kind: "request-handoff", request }]),
  );
  const desk = deskOf(office);
  office.pass(1 + (number % 7));
  await desk.claim(id, staff, "console");
  office.pass(1 + (number % 3));
  await desk.say(id, staff, { key: `past-${number}-answer`, text: "您好，这就为您核实。" });
  office.pass(4);
  await desk.close(id, staff, "已答复。");
  const handoff = await office.ledger.desk.newestHandoff(id);
  if (handoff === undefined || number % 5 === 0) return;
  const rating = number % 7 === 0 ? 1 : number % 4 === 0 ? 2 : 3;
  const rated = outcome("say", [{ kind: "rate-handoff", handoff: handoff.id, rating }]);
  await turn(office, channel, contact, "after-service", rated);
}

let written = 0;

async function turn(
  { ledger, now }: Office,
  channel: Channel,
  contact: string,
  intent: string,
  said: Outcome,
): Promise<string> {
  written += 1;
  const message = { id: `past-${written}`, channel, contact, text: "请问怎么办理？", at: now() };
  const { conversation: id } = await ledger.accept(message);
  await ledger.turn(
    id,
    async ({ session }): Promise<TurnResult> => ({
      session,
      intent,
      confidence: 1,
      outcome: said,
    }),
  );
  return id;
}

function outcome(kind: Outcome["kind"], effects: readonly Effect[] = []): Outcome {
  return { kind, text: "资料里写明的做法如下。", citations: [], choices: [], effects };
}

const companies = ["重庆嘉陵精密机械有限公司", "涪陵页岩材料有限公司", "渝中云图软件有限公司"];
const states: readonly RequestStatus[] = ["submitted", "accepted", "done", "accepted", "submitted"];

function filed({ now }: Office, number: number): Effect {
  const at = now();
  const day = at.toISOString().slice(0, 10).replaceAll("-", "");
  return {
    kind: "file-request",
    request: {
      receipt: `ZW-${day}-${String(number).padStart(3, "0")}KQX`,
      kind: number % 8 === 1 ? "financing" : "expert",
      status: states[number % states.length] ?? "submitted",
      slots: {
        company: companies[number % companies.length] ?? "",
        district: number % 2 === 0 ? "渝中区" : "涪陵区",
        right: "发明专利",
        field: "技术创新",
        purpose: "用三件发明专利质押，想了解办理时限和评估费用。",
        description: "注塑件良率偏低，想请工艺专家到厂诊断。",
        contactName: "王女士",
        phone: "13800000000",
      },
      createdAt: at,
      updatedAt: at,
    },
  };
}

/** What was said long ago has long left. */
async function settled({ ledger, now }: Office): Promise<void> {
  for (;;) {
    const due = await ledger.dueDeliveries(channels, 500, now());
    if (due.length === 0) return;
    for (const { id, fence } of due) await ledger.settle(id, fence, { state: "sent" });
  }
}
