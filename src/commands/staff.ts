import { parseArgs } from "node:util";
import { environmentConfig } from "../config.ts";
import type { Account } from "../core/account.ts";
import type { AccountRecord, ChangeRefused } from "../core/accountRecord.ts";
import { ZhiwenError } from "../core/errors.ts";
import { type StaffRole, staffRoles } from "../core/staff.ts";
import { openLedger } from "../ledger/ledger.ts";
import { invite } from "../staff/setUp.ts";

/** Who sits at the terminal has the record itself; the log says at least that it was done there. */
const by = { actor: "terminal", address: "terminal" };

/** Lists and changes accounts of staff, makes set-up links, checks the audit log. */
export async function staff(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { login: { type: "string" }, name: { type: "string" }, role: { type: "string" } },
    allowPositionals: true,
  });
  const [word = "list", ...rest] = positionals;
  const act = Object.hasOwn(acts, word) ? acts[word] : undefined;
  if (act === undefined || rest.length > 0) {
    const known = Object.keys(acts).join(", ");
    throw new ZhiwenError(
      "staff",
      `there is no ${[word, ...rest].join(" ")}`,
      `use one of ${known}`,
    );
  }
  const { record, publicUrl, port } = environmentConfig();
  const ledger = await openLedger(record, { upgrade: "when-new" });
  try {
    const site = publicUrl ?? `http://localhost:${port}`;
    return await act({ record: ledger.accounts, site, ...values });
  } finally {
    await ledger.close();
  }
}

interface Call {
  readonly record: AccountRecord;
  /** Where staff reach the console. */
  readonly site: string;
  readonly login?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: string | undefined;
}

const acts: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  async list({ record }) {
    for (const { login, name, role, active, ready } of await record.accounts()) {
      const state = !active ? "deactivated" : ready ? "active" : "not set up";
      console.log([login, role, state, name].join("  "));
    }
    return 0;
  },
  async invite(call) {
    const account = await newOrKnown(call);
    const { token, until } = await invite(
      { record: call.record, now: () => new Date() },
      account.id,
      by,
    );
    console.log(`${call.site.replace(/\/$/, "")}/console/set-up#${token}`);
    console.log(`for ${account.login}; good once, until ${until.toISOString()}`);
    return 0;
  },
  deactivate: (call) => changed(call, { active: false }),
  activate: (call) => changed(call, { active: true }),
  role: (call) => changed(call, { role: roleOf(call.role) }),
  async audit({ record }) {
    const state = await record.auditState();
    console.log(
      state.whole
        ? `whole: ${state.rows} rows, head ${state.head}`
        : `broken at row ${state.broken}: ${state.why}`,
    );
    return state.whole ? 0 : 1;
  },
};

async function newOrKnown({ record, login, name, role }: Call): Promise<Account> {
  const wanted = loginOf(login);
  const known = await record.byLogin(wanted);
  if (known?.active === true) return known;
  if (known !== undefined) {
    throw new ZhiwenError(
      "staff",
      `${wanted} is deactivated`,
      `use: staff activate --login ${wanted}`,
    );
  }
  if (name === undefined || !/^[\p{L}\p{N}][\p{L}\p{N} ·.-]{0,19}$/u.test(name)) {
    throw new ZhiwenError(
      "staff",
      "a new account needs a name of up to 20 letters",
      "use --name 小李",
    );
  }
  const added = await record.add({ login: wanted, name, role: roleOf(role ?? "staff") }, by);
  if (added === undefined)
    throw new ZhiwenError("staff", `${wanted} was added meanwhile`, "try again");
  return added;
}

async function changed(
  { record, login }: Call,
  change: { readonly active?: boolean; readonly role?: StaffRole },
): Promise<number> {
  const account = await record.byLogin(loginOf(login));
  const done = account === undefined ? "missing" : await record.change(account.id, change, by);
  if (typeof done === "string") throw new ZhiwenError("staff", refusals[done], "use: staff list");
  console.log(`${done.login}  ${done.role}  ${done.active ? "active" : "deactivated"}`);
  return 0;
}

const refusals: Readonly<Record<ChangeRefused, string>> = {
  missing: "there is no such account",
  taken: "that id belongs to another account",
  "last-admin": "nothing was changed: nobody else could log in as admin",
};

function loginOf(login: string | undefined): string {
  if (login !== undefined && /^[a-z0-9][a-z0-9._-]{1,31}$/.test(login)) return login;
  const advice = "use --login with 2 to 32 small letters, digits, dots or dashes";
  throw new ZhiwenError("staff", "which account?", advice);
}

function roleOf(word: string | undefined): StaffRole {
  const role = staffRoles.find((each) => each === word);
  if (role !== undefined) return role;
  throw new ZhiwenError("staff", `no role ${word ?? ""}`, `use --role ${staffRoles.join(", ")}`);
}
