/**
 * One try at handing a message to the server: `stored`, `refused` for good, `slow` (to be tried
 * again after `seconds`) or `lost` on the way. `message` is what the customer may be told.
 */
export async function post({ id, text }) {
  let response;
  try {
    response = await fetch("/api/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id, text }),
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    return { outcome: "lost", message: "没有发出去，请检查网络。" };
  }
  if (response.ok) return { outcome: "stored" };
  const answer = await response.json().catch(() => undefined);
  const message = answer?.error?.message ?? `没有发出去（${response.status}）。`;
  const seconds = Number(response.headers.get("Retry-After")) || 3;
  if (response.status === 429) return { outcome: "slow", message, seconds };
  return { outcome: response.status >= 500 ? "lost" : "refused", message };
}
