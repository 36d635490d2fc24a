import {
  type Answering,
  type Form,
  oneOf,
  projectsNamed,
  type Slot,
  threeWay,
  verdictText,
} from "#kit";

/** The conditions of the chosen project, one yes-or-no question each, and the verdict with clauses. */
export function subsidyForm({ knowledge, citations }: Answering): Form {
  const { programs } = knowledge;
  const projects = programs
    .filter(({ kind }) => kind === "subsidy")
    .flatMap(({ projects: all }) => all);
  const choose: Slot = {
    ...oneOf(
      {
        name: "project",
        label: "项目类型",
        aliases: ["项目", "类型"],
        prompt: "要核对哪一类项目？",
      },
      projects.map(({ name }) => ({ value: name })),
    ),
    parse(text) {
      const [named] = projectsNamed(text, programs);
      return named === undefined
        ? {
            ok: false,
            message: `没有认出项目。可以核对的有：${projects.map(({ name }) => name).join("、")}。`,
          }
        : { ok: true, value: named.project.name };
    },
  };
  return {
    name: "subsidy-check",
    title: "补助条件核对",
    kind: "subsidy",
    consent:
      "我按公开的条款逐条问您几个是或否的问题，核对能不能申请补助。回答只用于这次核对；随时可以说「取消」，说「删除我的数据」可全部删除。",
    slots(filled) {
      const project = projects.find(({ name }) => name === filled["project"]);
      if (project === undefined) return [choose];
      return [
        choose,
        ...[...project.conditions, ...project.exclusions].map((condition) =>
          threeWay({
            name: condition.id,
            label: condition.text.replace(/。$/, ""),
            prompt: condition.ask,
          }),
        ),
      ];
    },
    sameBy: ["project"],
    verdict(slots) {
      const [named] = projectsNamed(slots["project"] ?? "", programs);
      if (named === undefined) return { text: "", passages: [] };
      return verdictText(named, slots, ({ document, passage }) => {
        const [citation] = citations([`${document}/${passage}`]);
        return citation?.section ?? "";
      });
    },
  };
}
