/** What every page does: carries the form token, and says why a request came to nothing. */
const alarm = document.getElementById("alarm");
const carrier = document.querySelector('meta[name="csrf"]');

/** For requests made without htmx: `headers: { "X-CSRF": formToken() }`. */
export function formToken() {
  return carrier?.content ?? "";
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (carrier !== null) detail.headers["X-CSRF"] = formToken();
});

// Back from a log-in in another tab: this page goes on with the new session, its text untouched.
window.addEventListener("focus", () => {
  if (alarm.dataset.over === "yes") void takeUpSession();
});

async function takeUpSession() {
  const answer = await fetch("/console/form-token", { headers: { "X-Background": "1" } });
  if (!answer.ok || carrier === null) return;
  const { id, csrf } = await answer.json();
  // Somebody else has logged in here: their words are not to go out under this page's.
  if (id !== carrier.dataset.visitor) return location.reload();
  carrier.content = csrf;
  for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = csrf;
  delete alarm.dataset.over;
  say(alarm.dataset.back);
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) alarm.replaceChildren();
});

document.addEventListener("htmx:responseError", ({ detail }) => showRefusal(detail.xhr));
document.addEventListener("htmx:sendError", () => say(alarm.dataset.offline));

/** For requests made without htmx too. */
export function showRefusal({ status, responseText }) {
  const { code, message } = readRefusal(responseText);
  if (status === 401 || code === "stale") {
    alarm.dataset.over = "yes";
    say(alarm.dataset.signedOut, "/console/login", alarm.dataset.signIn);
  } else if (code === "confirm-first") {
    say(alarm.dataset.confirmFirst, "/console/confirm", alarm.dataset.confirm);
  } else say(message ?? alarm.dataset.failed);
}

function readRefusal(text) {
  try {
    return JSON.parse(text).error ?? {};
  } catch {
    return {};
  }
}

function say(text, address, label) {
  alarm.replaceChildren(text);
  if (address === undefined) return;
  const link = Object.assign(document.createElement("a"), {
    href: address,
    target: "_blank",
    rel: "noopener",
    textContent: label,
  });
  alarm.append(" ", link);
}
