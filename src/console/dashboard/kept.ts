/**
 * The same question asked again within so many milliseconds has the same answer: a page and its
 * pictures are counted once. What failed is asked anew.
 */
export function keptFor<V>(
  milliseconds: number,
  now: () => Date,
  ask: (key: string) => Promise<V>,
): (key: string) => Promise<V> {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<V> }>();
  return (key) => {
    const at = now().getTime();
    for (const [old, { at: asked }] of known) if (at - asked >= milliseconds) known.delete(old);
    const before = known.get(key);
    if (before !== undefined) return before.answer;
    const answer = ask(key);
    known.set(key, { at, answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}
