import { html } from "hono/html";
import type { Html } from "../layout.ts";

/** What became of the last submission; read out at once by screen readers. */
export function problem(text: string | undefined): Html {
  return text === undefined ? html`` : html`<p class="said bad" role="alert">${text}</p>`;
}

export function success(text: string | undefined): Html {
  return text === undefined ? html`` : html`<p class="said good" role="status">${text}</p>`;
}

export function minutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}
