import { phone } from "./phone.js";
import { surfaces } from "./words.js";

const person = Number(new URLSearchParams(location.search).get("person") ?? "1") || 1;
const state = document.getElementById("bot");
const help = document.getElementById("help");
const next = document.getElementById("next");
const tabs = document.getElementById("tabs");
next.href = `?person=${person + 1}`;
document.querySelector(".name p").textContent = `第 ${person} 位客户 · 消息只在本机`;

/** @returns {Promise<string | undefined>} what the platform objects to */
async function act(deed) {
  try {
    const response = await fetch("/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person, ...deed }),
    });
    if (response.ok) return undefined;
    const { problem } = await response.json();
    return problem;
  } catch {
    return "模拟程序没有回应：它还在运行吗？";
  }
}

const phones = new Map(surfaces.map((surface) => [surface.name, phone(surface, act)]));
document.getElementById("phones").append(...[...phones.values()].map(({ element }) => element));

// A narrow screen shows one phone at a time.
function open(name) {
  for (const [other, { element }] of phones) element.classList.toggle("open", other === name);
  for (const tab of tabs.children)
    tab.setAttribute("aria-pressed", String(tab.dataset.name === name));
}
for (const { name, short } of surfaces) {
  const tab = document.createElement("button");
  tab.type = "button";
  tab.textContent = short;
  tab.dataset.name = name;
  tab.addEventListener("click", () => open(name));
  tabs.append(tab);
}
open(surfaces[0].name);

function tell(kind, words) {
  state.className = `state ${kind}`;
  state.textContent = words;
  help.hidden = kind !== "stopped";
}

// The browser connects again by itself, and gets everything anew.
const events = new EventSource(`/events?person=${person}`);
events.addEventListener("shown", ({ data }) => {
  const { surface, shown, served } = JSON.parse(data);
  // Before the customer comes there is nobody to serve.
  phones.get(surface).show(shown, shown.length > 0 ? served : undefined);
});
events.addEventListener("bot", ({ data }) => {
  const { running, command } = JSON.parse(data);
  document.querySelector("#help code").textContent = command;
  if (running) tell("running", "知问正在运行");
  else tell("stopped", "知问没有运行");
});
events.addEventListener("error", () => tell("lost", "模拟程序断开了，正在重连…"));
