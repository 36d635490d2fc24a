import { setImmediate as nextTick } from "node:timers/promises";
import type { KfPort } from "../../../../src/channels/wecom/kf/port.ts";
import type { Choice } from "../../../../src/core/outcome.ts";
import type { Owner, Served } from "../../../../src/core/owner.ts";
import type { Page, PageStep } from "../../../../src/core/page.ts";
import { fakePort } from "../fakePort.ts";

/** A record in memory that several instances share. */
export interface KfRecord {
  readonly cursors: Map<string, string>;
  /** All steps, in the order they were stored; a message that was there before is left out. */
  readonly steps: PageStep[];
  readonly pages: Page[];
  readonly owners: Map<string, Owner>;
  /** By contact. */
  readonly servicers: Map<string, string>;
  readonly leases: Map<string, string>;
  /** Choices by `contact/delivery`. */
  readonly offered: Map<string, readonly Choice[]>;
  /** Runs before and after a page is stored; what it throws is what a crash there would be. */
  before: (page: Page) => void | Promise<void>;
  after: (page: Page) => void | Promise<void>;
  /** One of the instances. */
  port(): KfPort & { readonly counts: Map<string, number>; readonly errors: unknown[] };
  /** Ids of the messages and of the history there are. */
  ids(kind: "message" | "history"): string[];
}

export function kfRecord(): KfRecord {
  let holders = 0;
  const known = new Set<string>();
  const record: KfRecord = {
    cursors: new Map(),
    steps: [],
    pages: [],
    owners: new Map(),
    servicers: new Map(),
    leases: new Map(),
    offered: new Map(),
    before: () => {},
    after: () => {},
    ids: (kind) =>
      record.steps.flatMap((step) =>
        step.kind === kind && "message" in step ? [step.message.id] : [],
      ),
    port: () => {
      const { failures, address, count, report, counts, errors } = fakePort();
      return {
        failures,
        address,
        count,
        report,
        counts,
        errors,
        async acceptPage(page) {
          await nextTick();
          await record.before(page);
          if (record.cursors.get(page.source) !== page.from) return undefined;
          record.cursors.set(page.source, page.next);
          record.pages.push(page);
          const fresh = page.steps.filter((step) => !(keyOf(step) && known.has(keyOf(step))));
          for (const step of fresh) known.add(keyOf(step));
          for (const step of fresh)
            if (step.kind === "owner") record.owners.set(step.contact, step.owner);
          record.steps.push(...fresh);
          await record.after(page);
          return { accepted: fresh.filter(({ kind }) => kind === "message").length };
        },
        async cursor(source) {
          await nextTick();
          return record.cursors.get(source);
        },
        async lease(name) {
          await nextTick();
          if (record.leases.has(name)) return undefined;
          holders += 1;
          const holder = String(holders);
          record.leases.set(name, holder);
          return {
            fence: holders,
            renew: async () => record.leases.get(name) === holder,
            async release() {
              if (record.leases.get(name) === holder) record.leases.delete(name);
            },
          };
        },
        choice: async (_, contact, delivery, index) =>
          record.offered.get(`${contact}/${delivery}`)?.[index],
        servedByStaff: async () =>
          [...record.owners].flatMap(([contact, owner]): Served[] => {
            if (owner === "bot") return [];
            const servicer = record.servicers.get(contact);
            return [{ contact, owner, ...(servicer === undefined ? {} : { servicer }) }];
          }),
        async setOwner(_, contact, owner, servicer) {
          record.owners.set(contact, owner);
          if (servicer !== undefined) record.servicers.set(contact, servicer);
        },
      };
    },
  };
  return record;
}

/** By what a repeat is known; empty where every one counts. */
function keyOf(step: PageStep): string {
  if (step.kind === "message" || step.kind === "history") {
    return `${step.message.contact} ${step.message.id}`;
  }
  return step.kind === "staff" ? `${step.contact} ${step.id}` : "";
}
