import { expect, test } from "vitest";
import { faults } from "./faults.ts";
import { findFault } from "./findFault.ts";

test.each(faults)("$name: noticed", { timeout: 120_000 }, async (fault) => {
  const found = await findFault(fault, 1);
  expect(fault.breaks).toContain(found?.property);
});
