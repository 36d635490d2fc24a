/** A markdown message; what the contact thinks of it comes back under the delivery's id (doc 101138). */
export function markdown(delivery: string, content: string) {
  return { msgtype: "markdown", markdown: { content, feedback: { id: delivery } } };
}
