import type { Assistant } from "../dialogue/assistant.ts";
import { fields } from "../dialogue/form.ts";
import type { Briefing } from "../handoff/request.ts";

/** What staff are told of a conversation, out of what the bot has in mind of it. */
export function briefingOf(assistant: () => Assistant): Briefing {
  return (input, { session, outcome }) => {
    // What was in hand before the turn that asked for a person.
    const { form, region, topic } = { ...session, ...input.session };
    const { forms } = assistant().catalogue;
    const asked = form === undefined ? undefined : forms.get(form.form);
    const district = form?.slots["district"] ?? session.region ?? region;
    const about = asked?.intent ?? topic?.intent ?? session.topic?.intent;
    const gap = outcome.effects.find(({ kind }) => kind === "record-gap");
    const last = session.topic ?? topic;
    const question = last?.asked ?? last?.question;
    return {
      desk: {
        ...(district === undefined ? {} : { district }),
        ...(about === undefined ? {} : { topic: about }),
      },
      capsule: {
        ...(question === undefined ? {} : { question }),
        ...(gap?.kind === "record-gap" ? { missing: gap.missing } : {}),
        slots: form === undefined || asked === undefined ? [] : fields(asked.form, form.slots),
        passages: last?.passages ?? [],
        receipts: input.requests
          .filter(({ status }) => status === "submitted" || status === "accepted")
          .map(({ receipt }) => receipt),
      },
    };
  };
}
