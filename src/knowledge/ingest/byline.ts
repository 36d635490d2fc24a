/** Who wrote it: kept beside the article, never as part of its text. */

const role =
  "(?:首席记者|见习记者|实习记者|特约记者|特派记者|全媒体记者|记者|通讯员|实习生|责任编辑|责编|编辑|校对|美编|作者|撰稿|摄影|供图)";
const roleToken = new RegExp(
  `^(?:[\\p{Script=Han}A-Za-z\\-—·/]{0,20}(?:报|社|网|台|端|刊|讯|闻|驻\\p{Script=Han}{1,4}|[-—·/]))?${role}[:：]?$`,
  "u",
);
const roleAndName = new RegExp(
  `^(?:[\\p{Script=Han}A-Za-z\\-—·]{0,20}(?:报|社|网|台|端|刊)|本报|本刊)?${role}[:：]?\\p{Script=Han}{2,4}$`,
  "u",
);
const nameToken = /^[\p{Script=Han}·]{2,8}$/u;
const creditToken = /^(?:摄|供图|图|文|文\/图|图\/文|摄影)(?:[/／].{1,12})?$/u;

/** True for a line that only names writers: 「晨报记者 张三 通讯员 李四」「□本报记者 王五」. */
export function isByline(text: string): boolean {
  const line = text.replace(/^[\s□■◎○●▲△◆（(]+/u, "").replace(/[\s）)]+$/u, "");
  if (line.length < 4 || line.length > 60 || /[。，；！？,（(]/.test(line)) return false;
  const tokens = line.split(/[\s、]+/u).filter((token) => token !== "");
  let roles = 0;
  for (const token of tokens) {
    if (roleToken.test(token)) roles += 1;
    else if (roleAndName.test(token) && hasOutlet(token)) roles += 1;
    else if (!creditToken.test(token) && !nameToken.test(token)) return false;
  }
  if (roles === 0 || tokens.length > 14) return false;
  return tokens.length > 1 || hasOutlet(tokens[0] ?? "");
}

/** 「记者走基层」 is a title, 「本报记者张三」 is not. */
function hasOutlet(token: string): boolean {
  return /(?:报|社|网|台|端|刊|[:：]).{0,4}(?:记者|通讯员|实习生|编辑|\p{Script=Han})/u.test(token);
}

/** True for a photographer's credit: 「记者 张三 摄/视觉中国」. */
export function isPhotoCredit(text: string): boolean {
  return isByline(text) && /(?:摄|供图|摄影)(?:[/／].{1,12})?$/u.test(text.trim());
}

const captionForm = /^[\p{Script=Han}]{2,8}[区县市镇乡村][-—－·][\p{Script=Han}A-Za-z0-9]{2,16}$/u;

/** True for a photograph's caption: 「某某区-某某基地」, or a line behind a pointing mark. */
export function isCaption(text: string): boolean {
  return captionForm.test(text) || /^[▲△▼◀►]/.test(text);
}

const lead = new RegExp(
  "^(?:" +
    "(?:本报|本刊|本网)[\\p{Script=Han}]{0,8}?(?:讯|电|消息)" +
    "|[\\p{Script=Han}]{2,10}(?:网|报|社|台)(?:[\\p{Script=Han}]{0,6}\\d{1,2}月\\d{1,2}日)?(?:讯|电)" +
    "|新华社[\\p{Script=Han}]{0,8}\\d{1,2}月\\d{1,2}日电" +
    ")\\s*" +
    "(?:[（(]([^（）()]{2,80})[）)])?\\s*",
  "u",
);

/** The dateline an article's first paragraph begins with, its writers, and the text after it. */
export interface Lead {
  readonly byline: string;
  readonly rest: string;
}

/** 「本报讯（记者 张三）…」 taken apart; undefined where a text does not begin so. */
export function leadOf(text: string): Lead | undefined {
  const match = text.slice(0, 140).match(lead);
  if (!match) return undefined;
  return { byline: (match[1] ?? match[0]).trim(), rest: text.slice(match[0].length) };
}

const outlet =
  /([\p{Script=Han}]{2,6}(?:日报|晚报|晨报|早报|时报|商报|周报|都市报|青年报|参考报|新闻网|通讯社|电视台|新华社|新闻))(?:社)?(?:首席|见习|实习|全媒体|特约|特派)?(?:记者|通讯员|讯)/u;

/** The paper or agency a byline or text names, 「重庆某报」 out of 「新某某-重庆某报记者」. */
export function outletOf(text: string): string | undefined {
  const found = text.match(outlet)?.[1];
  if (found !== undefined)
    return found.replace(/^.*(?:从|据|向|的|和|与)(?=[\p{Script=Han}]{4})/u, "");
  return /新华社/.test(text) ? "新华社" : undefined;
}
