/** Words that ask; folded form. The longest at a position counts. */
const WORDS = [
  "什么时候",
  "什么",
  "甚么",
  "啥子",
  "啥时候",
  "啥",
  "哪些",
  "哪个",
  "哪里",
  "哪儿",
  "哪家",
  "哪种",
  "哪",
  "如何",
  "怎么样",
  "怎么办",
  "怎么",
  "怎样",
  "咋个",
  "咋",
  "多少",
  "好多",
  "多久",
  "多大",
  "多长时间",
  "多长",
  "几个",
  "几",
  "为什么",
  "为何",
  "何时",
  "何地",
  "何种",
  "谁",
  "是否",
  "是不是",
  "有没有",
  "能不能",
  "可不可以",
  "能否",
  "可否",
  "会不会",
  "请问",
  "请教",
  "吗",
  "呢",
  "么",
  "呀",
  "有哪些",
  "是什么",
  "想问一下",
  "问一下",
];

const byFirst = new Map<number, string[]>();
for (const word of [...WORDS].sort((a, b) => b.length - a.length)) {
  const list = byFirst.get(word.charCodeAt(0)) ?? [];
  list.push(word);
  byFirst.set(word.charCodeAt(0), list);
}

/** Calls `found` with begin and end of each question word in folded text, left to right. */
export function eachQuestionWord(
  folded: string,
  found: (start: number, end: number) => void,
): void {
  for (let at = 0; at < folded.length; at++) {
    const words = byFirst.get(folded.charCodeAt(at));
    if (words === undefined) continue;
    for (const word of words) {
      if (!folded.startsWith(word, at)) continue;
      found(at, at + word.length);
      at += word.length - 1;
      break;
    }
  }
}
