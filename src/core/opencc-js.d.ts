// opencc-js ships types for its converters only, not for the character tables it exports.
declare module "opencc-js/dict/TSCharacters" {
  /** Traditional to simplified, `"後 后|乾 干|…"`: key, blank, value; entries parted by `|`. */
  const characters: string;
  export default characters;
}
