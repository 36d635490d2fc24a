/** Why a password is refused. */
export type PasswordFault = "short" | "long" | "common";

export const shortestPassword = 12;
const longestPassword = 256;

/** Pieces that the passwords everyone uses are made of; letters only, after {@link plain}. */
const commonPieces = [
  ..."password passwort passw passwd pass contrasena letmein welcome login signin".split(" "),
  ..."admin administrator root user guest test demo default changeme secret master".split(" "),
  ..."super manager system server service office company qwerty qwertyuiop asdf".split(" "),
  ..."asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz wsx edc rfv tgb qwer qweasd qweasdzxc".split(" "),
  ..."abc abcd abcdef abcdefg abcdefgh iloveyou iloveu love lovely forever baby angel".split(" "),
  ..."sunshine princess dragon monkey shadow football baseball soccer superman batman".split(" "),
  ..."pokemon starwars trustno michael jordan jessica charlie daniel thomas ashley".split(" "),
  ..."hello whatever freedom computer internet samsung google apple microsoft".split(" "),
  ..."woaini wo ai ni woaiwojia aini aiwo nihao mima yonghu guanli guanliyuan".split(" "),
  ..."zhongguo china chongqing beijing shanghai zhiwen zhishichanquan zhishi chanquan".split(" "),
  ..."wang zhang liu chen yang huang zhao li zhou wu summer winter spring autumn".split(" "),
  ..."monday friday january december correct horse battery staple the you".split(" "),
].sort((left, right) => right.length - left.length);

/**
 * What is wrong with a password somebody chooses; undefined when it will do. Refused as common is
 * one made of nothing but the usual words, their own log-in name, digits in a row, dates and signs:
 * what lists of leaked passwords of this length consist of.
 */
export function passwordFault(password: string, login: string): PasswordFault | undefined {
  const text = password.normalize("NFKC");
  if ([...text].length < shortestPassword) return "short";
  if (text.length > longestPassword) return "long";
  return new Set(text).size < 6 || !ownLetters(text, login) ? "common" : undefined;
}

/** Whether at least six signs are left that no usual piece accounts for. */
function ownLetters(text: string, login: string): boolean {
  const pieces = [login.toLowerCase(), ...commonPieces].filter((piece) => piece !== "");
  let rest = plain(text);
  // A separator stays where a piece was: what stood around it must not become a new word.
  for (const piece of pieces) rest = rest.replaceAll(piece, " ");
  const left = rest
    .replace(usualFigures, " ")
    .replace(runs, " ")
    .replace(/[\s\p{P}\p{S}]/gu, "");
  return [...left].length >= 6;
}

/** Years, days, counting up or down, and numbers of luck. */
const usualFigures =
  /(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?|0?123456789?0?|9?87654321|1234|123|4321|321|520|1314|666|888|168/g;
/** The same sign or pair over and over. */
const runs = /(.{1,3}?)\1{2,}/gu;

/** Small letters, with the signs people put for letters read as those. */
function plain(text: string): string {
  const signs: Readonly<Record<string, string>> = { "@": "a", $: "s", "!": "i" };
  const between = /(?<=[a-z])[0135](?=[a-z])/g;
  const digits: Readonly<Record<string, string>> = { "0": "o", "1": "l", "3": "e", "5": "s" };
  return text
    .toLowerCase()
    .replace(/[@$!](?=\w)/g, (sign) => signs[sign] ?? sign)
    .replace(between, (digit) => digits[digit] ?? digit);
}
