import { type StaffRole, staffRoles } from "../core/staff.ts";

/** Whether a role includes another. */
export function mayAct(role: StaffRole, wanted: StaffRole): boolean {
  return staffRoles.indexOf(role) >= staffRoles.indexOf(wanted);
}
