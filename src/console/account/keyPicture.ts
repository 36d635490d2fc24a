import { html } from "hono/html";
import { create } from "qrcode";
import { keyAddress } from "../../staff/totp.ts";
import type { Html } from "../layout.ts";

/** Blank modules around the code, as readers need them. */
const margin = 4;

/** The key for an authenticator as a picture, drawn here so that it passes through no other service. */
export function keyPicture(login: string, secret: string, name: string): Html {
  const { size, data } = create(keyAddress(login, secret), { errorCorrectionLevel: "M" }).modules;
  const dark = Array.from(data, (bit, at) =>
    bit === 0 ? "" : `M${(at % size) + margin} ${Math.floor(at / size) + margin}h1v1h-1z`,
  ).join("");
  const side = size + 2 * margin;
  return html`<svg class="key" role="img" aria-label="${name}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"></rect><path fill="#000" d="${dark}"></path></svg>`;
}

/** A key in groups of four, as people type it. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}
