import { wholeDate } from "./dates.ts";

/** Lines by which an official document is known, each alone on its line. */

const number = /^[\p{Script=Han}]{1,14}[〔［[(（]\s*\d{4}\s*[〕］\])）]\s*第?\s*\d{1,5}\s*号$/u;
const office =
  /^(?:[\p{Script=Han}（）]{2,24}(?:人民政府|办公厅|办公室|委员会|管委会|[局厅部署院会]|法院|检察院|中心|银行|公司|大学)\s*){1,6}$/u;
const handout = /^[（(]此件.{0,12}[）)]$/u;
const annex = /^附\s*[件录表]\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?$/u;

/** 「渝府发〔2025〕18号」 */
export function isDocumentNumber(line: string): boolean {
  return number.test(line);
}

/** One or several offices, as they stand over a title or under a text. */
export function isOffice(line: string): boolean {
  return office.test(line);
}

/** 「（此件公开发布）」 */
export function isHandout(line: string): boolean {
  return handout.test(line);
}

/** 「附件」「附件2」 alone: an annex begins. */
export function isAnnexHead(line: string): boolean {
  return annex.test(line);
}

/** Any line of a document's head or signature that is not its title. */
export function isHeadLine(line: string): boolean {
  return (
    isDocumentNumber(line) || isOffice(line) || isHandout(line) || wholeDate(line) !== undefined
  );
}
