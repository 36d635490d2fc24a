import { join } from "node:path";
import { readGolden } from "../../src/evaluation/golden.ts";
import { root } from "./tree.ts";

/** The golden questions, with what is wrong in their files. */
export const golden = readGolden(join(root, "tests/golden"));
