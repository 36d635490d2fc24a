const words = /不想活|想(?:去)?死|寻死|自杀|自尽|轻生|活不下去|结束(?:我的)?生命/;
/** 「想死你了」, a company that cannot live on, and rights that end. */
const otherwise = /想死(?:你|您|他|她|我了)|企业|公司|工厂|厂子|专利|商标/;

/** Whether somebody says that they may harm themselves: nothing else matters then. */
export function inDistress(said: string): boolean {
  return words.test(said) && !otherwise.test(said);
}
