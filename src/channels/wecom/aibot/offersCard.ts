import type { Delivery } from "../../../core/delivery.ts";
import { fitCard } from "../card.ts";
import { placeOf } from "./contact.ts";

/** True when choices stand on a card: in a group everybody could press one member's buttons. */
export function offersCard({ contact, choices }: Pick<Delivery, "contact" | "choices">): boolean {
  return placeOf(contact).chat === undefined && fitCard(choices);
}
