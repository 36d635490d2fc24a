import { expect, test } from "vitest";
import { heldBy } from "../../../src/console/desk/conversationContent.ts";
import { li, stage } from "../../handoff/stage.ts";

test("what one serves in the WeCom client is not held at the desk", async () => {
  const here = await stage();
  const id = await here.write("您好", "kf1", "wecom-kf");
  const holds = async () => {
    const conversation = await here.ledger.desk.conversation(id);
    return conversation !== undefined && heldBy(conversation, li.id);
  };
  expect(await holds()).toBe(false);
  await here.desk.claim(id, li, "console");
  expect(await holds()).toBe(true);
  here.serveInClient({ kind: "servicer", userid: "lisi", staff: li });
  await here.desk.transfer(id, li, { client: true });
  expect(await here.newest(id)).toMatchObject({ surface: "wecom", staff: li });
  expect(await holds()).toBe(false);
  await here.close();
});
