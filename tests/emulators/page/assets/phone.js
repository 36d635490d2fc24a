import { servicer } from "./servicer.js";
import { authors, extras } from "./words.js";

/**
 * One chat view. `act` does what the person does, and gives the problem when the platform says no.
 *
 * @returns {{ element: HTMLElement, show(shown: readonly object[], served?: object): void }}
 */
export function phone(surface, act) {
  const { content } = document.getElementById("phone");
  const element = content.firstElementChild.cloneNode(true);
  const composer = element.querySelector(".composer");
  const find = (selector) => composer.querySelector(selector) ?? element.querySelector(selector);
  const client = servicer(element.querySelector(".servicer"), (deed) =>
    act({ surface: surface.name, ...deed }),
  );
  const log = find(".log");
  const scroll = find(".scroll");
  const text = find("textarea");
  const problem = find(".problem");
  const messages = new Map();

  element.classList.add(surface.name);
  element.id = surface.name;
  find("h2").textContent = surface.title;
  find("h2").id = `${surface.name}-title`;
  find(".kind").textContent = surface.kind;
  find(".avatar").textContent = surface.mark;
  find(".empty p").textContent = surface.empty;
  find(".arrive").textContent = surface.arrive;
  element.setAttribute("aria-labelledby", `${surface.name}-title`);
  log.setAttribute("aria-label", `${surface.title}的消息`);
  // Scrolled by keyboard too.
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", `${surface.title}的对话`);
  text.setAttribute("aria-label", `在${surface.title}里输入`);
  text.placeholder = "输入消息";
  find(".extras").setAttribute("aria-label", "发送别的内容");

  const doing = async (deed) => {
    problem.textContent = "";
    problem.textContent = (await act({ surface: surface.name, ...deed })) ?? "";
    return problem.textContent === "";
  };

  for (const { kind, label } of extras) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => doing({ act: "send", kind }));
    find(".extras").append(button);
  }
  find(".arrive").addEventListener("click", () => doing({ act: "arrive" }));

  const grow = () => {
    text.rows = Math.min(text.value.split("\n").length, 5);
  };
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    // Enter chooses a word while an input method is open.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  composer.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (written === "") return;
    text.value = "";
    grow();
    if (!(await doing({ act: "write", text: written })) && text.value === "") text.value = written;
    text.focus();
  });

  const press = (message, choice) => doing({ act: "press", message, choice });
  return {
    element,
    show(shown, served) {
      client.show(served);
      const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
      const there = new Set(shown.map(({ id }) => id));
      for (const [id, view] of messages) {
        if (there.has(id)) continue;
        view.element.remove();
        messages.delete(id);
      }
      for (const message of shown) {
        const view = messages.get(message.id) ?? messageView(message, press);
        if (!messages.has(message.id)) {
          messages.set(message.id, view);
          log.append(view.element);
        }
        view.show(message);
      }
      element.classList.toggle("started", shown.length > 0);
      if (atEnd) scroll.scrollTop = scroll.scrollHeight;
    },
  };
}

function messageView({ id, from, at }, press) {
  const element = document.createElement("article");
  element.className = `message ${from}`;
  element.setAttribute("aria-label", authors[from]);
  const author = document.createElement("span");
  author.className = "author";
  author.ariaHidden = "true";
  author.textContent = authors[from];
  const bubble = document.createElement("p");
  bubble.className = "bubble";
  const choices = document.createElement("div");
  choices.className = "choices";
  choices.setAttribute("role", "group");
  choices.setAttribute("aria-label", "可以选");
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString("zh-CN", {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  element.append(author, bubble, choices, time);
  let drawn = "";
  return {
    element,
    show(message) {
      element.setAttribute("aria-busy", String(!message.complete));
      if (bubble.textContent !== message.text) bubble.textContent = message.text;
      const wanted = JSON.stringify(message.choices);
      if (wanted === drawn) return;
      drawn = wanted;
      choices.replaceChildren(
        ...message.choices.map((choice) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = choice.label;
          button.addEventListener("click", () => press(id, choice.id));
          return button;
        }),
      );
    },
  };
}
