/** The real parts: one record on disk, two programs on it, the platform and the phones around. */

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Channel } from "../../src/core/channel.ts";
import type { Delivery } from "../../src/core/delivery.ts";
import type { Page, PageStep } from "../../src/core/page.ts";
import type { DeliveryReceipt } from "../../src/ledger/deskRecord.ts";
import type { Ledger, Step } from "../../src/ledger/ledger.ts";
import { took } from "./expected/platform.ts";
import type { Expected } from "./expected/state.ts";
import { type Gate, gate } from "./gate.ts";
import { type Instance, openInstance, type Surroundings } from "./instance.ts";
import { Phones } from "./phone.ts";
import { policy } from "./town.ts";

/** What the model sets and the program goes by. */
export type Setting = Pick<Expected, "now" | "staffed" | "client" | "atOnce">;

export interface Fault {
  readonly ledger?: (ledger: Ledger) => Ledger;
  readonly step?: (step: Step) => Step;
}

export interface UnderWay {
  readonly instance: 0 | 1;
  readonly gate: Gate;
  readonly end: Promise<unknown>;
}

export class World {
  /** How often the platform was asked to take a conversation. */
  handedOver = 0;
  readonly phones = new Phones();
  sending: { readonly instance: 0 | 1; readonly delivery: Delivery }[] = [];
  begun: UnderWay[] = [];
  instances: [Instance, Instance];
  readonly #folder: string;
  readonly #around: Surroundings;
  #written = 0;
  #pages = 0;

  private constructor(folder: string, around: Surroundings, instances: [Instance, Instance]) {
    this.#folder = folder;
    this.#around = around;
    this.instances = instances;
  }

  static async open(setting: Setting, fault: Fault = {}): Promise<World> {
    // Power is not cut here, so the record may live where a sync costs nothing.
    const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
    const folder = await mkdtemp(join(parent, "zhiwen-model-"));
    let world: World | undefined;
    const around: Surroundings = {
      now: () => new Date(setting.now),
      staffed: () => setting.staffed,
      client: {
        channel: "wecom-kf",
        atOnce: setting.atOnce,
        staffed: async () => setting.client !== "refuses",
        handOver: async () => {
          if (world !== undefined) world.handedOver++;
          return took(setting.client);
        },
      },
      fault: fault.ledger ?? ((ledger) => ledger),
      faultyStep: fault.step ?? ((step) => step),
    };
    const path = join(folder, "record.db");
    const first = await openInstance(path, around);
    world = new World(folder, around, [first, await openInstance(path, around)]);
    return world;
  }

  /** An id that was never used. */
  fresh(): string {
    this.#written++;
    return `m${this.#written}`;
  }

  /** Starts a job at an instance and leaves it standing before its first write. */
  async begin<T>(at: 0 | 1, job: (instance: Instance) => Promise<T>): Promise<T | undefined> {
    const door = gate();
    const instance = this.instances[at];
    instance.holdNext(door);
    const end = job(instance);
    const ended = end.then((value) => ({ value }));
    const reached = door.reached.then(() => undefined);
    const first = await Promise.race([ended, reached]).finally(() => instance.holdNext(undefined));
    if (first !== undefined) return first.value;
    end.catch(() => undefined);
    this.begun.push({ instance: at, gate: door, end });
    return undefined;
  }

  async finish(index: number): Promise<unknown> {
    const [job] = this.begun.splice(index, 1);
    job?.gate.open();
    return await job?.end;
  }

  /** The program ends where it stands, and is started again. */
  async restart(at: 0 | 1): Promise<void> {
    await this.instances[at].ledger.close();
    this.begun = this.begun.filter(({ instance }) => instance !== at);
    this.sending = this.sending.filter(({ instance }) => instance !== at);
    this.instances[at] = await openInstance(join(this.#folder, "record.db"), this.#around);
    await this.instances[at].ledger.recover(policy);
  }

  async id({ channel, contact }: { channel: Channel; contact: string }): Promise<string> {
    return (await this.instances[0].ledger.conversationOf(channel, contact)) ?? "nowhere";
  }

  /** Of a conversation, oldest first. */
  async receipts(of: { channel: Channel; contact: string }): Promise<DeliveryReceipt[]> {
    const { desk } = this.instances[0].ledger;
    const receipts = await desk.receipts(await this.id(of), 1_000);
    return receipts.toSorted((a, b) => a.seq - b.seq);
  }

  /** What the platform's record holds next. */
  nextPage(steps: readonly PageStep[]): Page {
    const from = this.#pages === 0 ? undefined : String(this.#pages);
    this.#pages++;
    return { source: "wecom-kf/wk1", from, next: String(this.#pages), steps };
  }

  async close(): Promise<void> {
    for (const { ledger } of this.instances) await ledger.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
