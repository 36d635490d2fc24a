import {
  type Decision,
  dayIn,
  defineIntent,
  kindNames,
  receiptIn,
  type ServiceRequest,
  statusName,
  type Turn,
} from "#kit";

const forms = { financing: "financing", expert: "expert", subsidy: "subsidy-check" } as const;

function line(request: ServiceRequest, at: number): string {
  const day = dayIn(new Date(request.createdAt));
  const about =
    request.slots["field"] ??
    request.slots["project"] ??
    request.slots["right"] ??
    request.slots["topic"] ??
    "";
  return `${at + 1}. ${request.receipt} · ${kindNames[request.kind]}${about === "" ? "" : `（${about}）`} · ${day} · ${statusName(request)}`;
}

/** Nothing more comes of it. */
function isOver({ status }: ServiceRequest): boolean {
  return status === "withdrawn" || status === "done" || status === "declined";
}

function alreadyOver(turn: Turn, request: ServiceRequest): Decision {
  const { receipt, status } = request;
  return status === "withdrawn"
    ? turn.reply("say", "already-withdrawn", { values: { receipt } })
    : turn.reply("say", "already-over", { values: { receipt, status: statusName(request) } });
}

/** Asks when something will come of it. */
const wait =
  /(?:多久|多长时间|几天|什么时候|啥时候|何时|等到).{0,8}(?:联系|回复|回电|打电话|消息|结果|受理|处理|办|审|批|派|来人|有人)|(?:联系|回复|受理|处理|办|审|批|等).{0,6}(?:多久|多长时间|几天|什么时候|啥时候|何时)/;

export default defineIntent(() => ({
  title: "我的申请",
  handle(turn) {
    const { requests, text } = turn;
    if (turn.session.pending?.startsWith("my-requests:withdraw:") === true) {
      const receipt = turn.session.pending.slice("my-requests:withdraw:".length);
      if (!/^(?:是|对|好|确认|确定|可以|行|嗯|同意|要|撤)/.test(text))
        return {
          ...turn.reply("say", "kept", { values: { receipt } }),
          session: { pending: undefined },
        };
      const over = requests.find((request) => request.receipt === receipt && isOver(request));
      if (over !== undefined)
        return { ...alreadyOver(turn, over), session: { pending: undefined } };
      return {
        ...turn.reply("say", "withdrawn", {
          values: { receipt },
          effects: [{ kind: "withdraw-request", receipt }],
        }),
        session: { pending: undefined },
      };
    }
    if (requests.length === 0) {
      return turn.reply("say", "none", {
        choices: [
          { label: "登记专家服务需求", text: "我要登记专家服务需求" },
          { label: "登记质押融资咨询", text: "我要登记质押融资咨询" },
        ],
      });
    }
    const asked = receiptIn(turn.raw);
    const open = requests.filter(({ status }) => status === "submitted" || status === "accepted");
    const chosen =
      asked === undefined
        ? open.length === 1
          ? open[0]
          : undefined
        : requests.find(({ receipt }) => receipt === asked);
    if (asked !== undefined && chosen === undefined)
      return turn.reply("say", "unknown-receipt", { values: { receipt: asked } });

    if (/撤回|撤销|撤了|取消|不要了|作废|withdraw/i.test(text)) {
      if (chosen === undefined) {
        return turn.reply("clarify", "which", {
          values: { list: open.map(line).join("\n") },
          choices: open.map(({ receipt }) => ({ label: receipt, text: `撤回 ${receipt}` })),
        });
      }
      if (isOver(chosen)) return alreadyOver(turn, chosen);
      return {
        ...turn.reply("ask", "withdraw-sure", {
          values: { receipt: chosen.receipt, kind: kindNames[chosen.kind] },
          choices: [
            { label: "确认撤回", text: "确认" },
            { label: "不撤回", text: "不要" },
          ],
        }),
        session: { pending: `my-requests:withdraw:${chosen.receipt}` },
      };
    }
    if (/修改|改一下|更改|更正|变更|填错|补充|改成|edit|change/i.test(text)) {
      if (chosen === undefined) {
        return turn.reply("clarify", "which", {
          values: { list: open.map(line).join("\n") },
          choices: open.map(({ receipt }) => ({ label: receipt, text: `修改 ${receipt}` })),
        });
      }
      if (isOver(chosen))
        return turn.reply("say", "already-over", {
          values: { receipt: chosen.receipt, status: statusName(chosen) },
        });
      if (chosen.status !== "submitted" || chosen.kind === "alerts")
        return turn.reply("say", "not-editable", {
          values: { receipt: chosen.receipt, status: statusName(chosen) },
        });
      return turn.edit(forms[chosen.kind], chosen);
    }
    if (wait.test(text)) {
      const list = (chosen === undefined ? requests : [chosen]).map(line).join("\n");
      return turn.reply("say", "no-time", { values: { list } });
    }
    if (chosen !== undefined && (asked !== undefined || requests.length === 1)) {
      const about = chosen.slots["topic"] ?? "";
      const details =
        chosen.kind === "alerts" ? [`· 主题：${about}`] : turn.details(forms[chosen.kind], chosen);
      return turn.reply("say", "one", {
        values: { line: line(chosen, 0).slice(3), details: details.join("\n") },
        choices:
          chosen.status === "submitted"
            ? [
                { label: "修改", text: `修改 ${chosen.receipt}` },
                { label: "撤回", text: `撤回 ${chosen.receipt}` },
              ]
            : [],
      });
    }
    return turn.reply("say", "list", {
      values: { list: requests.map(line).join("\n") },
      choices: requests
        .slice(0, 6)
        .map(({ receipt }) => ({ label: receipt, text: `查看 ${receipt}` })),
    });
  },
}));
