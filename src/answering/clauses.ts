const cue = /多少|几|谁|哪|什么|怎么|如何|多久|吗|呢|能不能|能否|是不是|有没有|是否|(.)不\1|[?？]/;

/** The clauses of a text that ask; of a text without any, the whole. */
export function askingPart(text: string): string {
  const clauses = text.split(/(?<=[,，。;；!！?？])/).filter((clause) => cue.test(clause));
  return clauses.length === 0 ? text : clauses.join("");
}
