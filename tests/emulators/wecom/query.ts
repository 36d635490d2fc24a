/** The address with these parameters, percent-encoded as WeCom does: `+` is `%2B`. */
export function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const words = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${url}${url.includes("?") ? "&" : "?"}${words.join("&")}`;
}
