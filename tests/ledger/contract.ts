import { accepting } from "./contract/accepting.ts";
import { casework } from "./contract/casework.ts";
import { client } from "./contract/client.ts";
import { delivering } from "./contract/delivering.ts";
import { effects } from "./contract/effects.ts";
import { erasing } from "./contract/erasing.ts";
import { figures } from "./contract/figures.ts";
import { inbox } from "./contract/inbox.ts";
import { platforms } from "./contract/platforms.ts";
import { pulling } from "./contract/pulling.ts";
import { staffGroup } from "./contract/staffGroup.ts";
import { staffing } from "./contract/staffing.ts";
import { turning } from "./contract/turning.ts";
import { working } from "./contract/working.ts";
import type { House } from "./house.ts";

/** What every implementation of the ledger must keep, whatever it stores in. */
export function ledgerContract(house: House): void {
  accepting(house);
  turning(house);
  effects(house);
  delivering(house);
  erasing(house);
  casework(house);
  client(house);
  figures(house);
  inbox(house);
  platforms(house);
  pulling(house);
  staffGroup(house);
  staffing(house);
  working(house);
}
