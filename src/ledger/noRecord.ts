import { ZhiwenError } from "../core/errors.ts";

/** There is no record at the place yet, and none was to be made. */
export class NoRecord extends ZhiwenError {
  constructor() {
    super("ledger", "there is no record yet", "start the server: it makes one");
  }
}
