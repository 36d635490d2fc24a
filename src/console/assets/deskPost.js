/** Calls of the page to its server, and what is said when they come to nothing. */

import { byId, root, say } from "./deskRoot.js";

let token = document.querySelector('meta[name="csrf"]')?.content ?? "";
let signedOut = false;

/** With it the server knows that nobody did anything: a page alone keeps no session alive. */
const background = { "X-Background": "1" };

/** `{ done }`, or `{ problem }` in words; rejects never. `alone` when no person asked for it. */
export async function post(url, fields, alone = false) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRF": token, ...(alone ? background : {}) },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    if (response.ok) return { done: text };
    if (response.status === 401) askToSignIn();
    return { problem: response.status === 401 ? say.signedOut : reasonOf(text) };
  } catch {
    return { problem: say.offline };
  }
}

/** Markup of a part of the page; undefined where there is none. */
export async function get(url) {
  try {
    const response = await fetch(url, {
      // Parts of the page come by themselves: they keep no session alive.
      headers: { Accept: "application/json", "X-Background": "1" },
      signal: AbortSignal.timeout(20_000),
    });
    if (response.status === 401) askToSignIn();
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(text) {
  try {
    return JSON.parse(text).error.message || say.failed;
  } catch {
    return say.failed;
  }
}

/** Says that the session is over, and where to begin a new one; the page stays as it is. */
export function askToSignIn() {
  if (signedOut) return;
  signedOut = true;
  const link = Object.assign(document.createElement("a"), {
    href: "/console/login",
    target: "_blank",
    rel: "noopener",
    textContent: say.signIn,
  });
  byId("connection").replaceChildren(say.signedOut, " ", link);
}

/** Once somebody has logged in elsewhere, the page goes on; `back` is told. */
export function whenBack(back) {
  const look = async () => {
    if (document.hidden || !signedOut) return;
    const text = await get("/console/desk/session");
    if (text === undefined) return;
    const { staff, csrf } = JSON.parse(text);
    // Somebody else at the same desk: nothing of the page is theirs.
    if (staff !== root.dataset.staff) return location.reload();
    token = csrf;
    for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = csrf;
    signedOut = false;
    byId("connection").replaceChildren();
    back();
  };
  window.addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
}

export const isSignedOut = () => signedOut;
