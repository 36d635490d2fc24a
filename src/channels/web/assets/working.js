/** The sign that an answer is being looked up, from a message's storing to the reply. */

import { byId } from "./element.js";
import { isFollowing, showEnd } from "./scrolling.js";

const working = byId("working");
let withPerson = false;
let timer;

export function startWorking() {
  // With a person at the other end nobody is looking anything up.
  if (withPerson) return;
  working.hidden = false;
  if (isFollowing()) showEnd();
  clearTimeout(timer);
  timer = setTimeout(stopWorking, 15_000);
}

/** A reply is there; who gave it decides whether the next message shows the sign. */
export function replied({ side, outcome }) {
  withPerson = side === "staff" || outcome?.kind === "handoff";
  stopWorking();
}

function stopWorking() {
  clearTimeout(timer);
  working.hidden = true;
}
