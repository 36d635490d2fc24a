import { standings } from "./words.js";

/**
 * The WeCom client of one servicer, above the customer's own field. `act` does what they do, and
 * gives the problem when the platform says no.
 *
 * @returns {{ show(served?: { state: string, onDuty: boolean }): void }}
 */
export function servicer(form, act) {
  const find = (selector) => form.querySelector(selector);
  const text = find("textarea");
  const problem = find(".problem");
  let onDuty = true;

  form.setAttribute("aria-label", "接待人员的企业微信");
  text.setAttribute("aria-label", "以接待人员的身份回复");
  text.placeholder = "以接待人员的身份回复";

  const doing = async (deed) => {
    problem.textContent = (await act(deed)) ?? "";
    return problem.textContent === "";
  };
  find(".take").addEventListener("click", () => doing({ act: "take" }));
  find(".end").addEventListener("click", () => doing({ act: "end" }));
  find(".duty").addEventListener("click", () => doing({ act: "duty", on: !onDuty }));
  text.addEventListener("keydown", (event) => {
    // Enter chooses a word while an input method is open.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (written === "") return;
    text.value = "";
    if (!(await doing({ act: "reply", text: written })) && text.value === "") text.value = written;
    text.focus();
  });

  return {
    show(served) {
      form.hidden = served === undefined;
      if (served === undefined) return;
      onDuty = served.onDuty;
      find(".standing").textContent = standings[served.state];
      find(".duty").textContent = onDuty ? "停止接待" : "开始接待";
      find(".take").hidden = served.state !== "pool";
      find(".end").hidden = served.state !== "servicer";
      // An ended session is opened again by writing into it, as in the client.
      const writes = served.state === "servicer" || served.state === "ended";
      find(".field").hidden = !writes;
    },
  };
}
