/** A customer of one KF account; the same person at another account is another contact. */
export interface KfContact {
  readonly openKfid: string;
  readonly externalUserid: string;
}

/** No platform id holds white space or a `/`; 64 bytes are documented. */
const idShape = /^[\x21-\x2e\x30-\x7e]{1,128}$/;

export function isId(value: unknown): value is string {
  return typeof value === "string" && idShape.test(value);
}

/** Stored with every message: a change of the form would make strangers of all customers. */
export function writeContact({ openKfid, externalUserid }: KfContact): string {
  return `${openKfid}/${externalUserid}`;
}

/** Undefined for what {@link writeContact} did not write. */
export function readContact(contact: string): KfContact | undefined {
  const [openKfid, externalUserid, ...more] = contact.split("/");
  return more.length === 0 && isId(openKfid) && isId(externalUserid)
    ? { openKfid, externalUserid }
    : undefined;
}
