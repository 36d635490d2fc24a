/** Whether the contact wants something done rather than something known. */
const asking =
  /[?？]|吗$|么$|呢$|多少|几[个家天万]|怎么|如何|什么|哪|谁|多久|是否|能不能|可不可以|有没有|为什么|包括|条件|标准|流程|要求|区别|要不要|收不收|(.)不\1|还是|也能|也可以|只管|只收|对吧/;
const wishing =
  /想|要|请|帮|需要|求|找|申请|登记|预约|报名|提交|办理|咨询一下|安排|对接|评估一下|测一下|算一下|自查|自测|自检/;
const orders =
  /^(?:我要|我想|帮我|请帮|麻烦|想请|需要|登记|预约|申请|给我|我们想|我们要|我们需要|能不能帮|可以帮)/;

export function isWish(text: string): boolean {
  // An order to the bot itself (「请按这个回复我」) is no wish for a service.
  if (/回复我|回答我|告诉我|说一遍|重复|复述|宣布|扮演/.test(text)) return false;
  if (/(?:我想|想|请)(?:知道|了解|问|咨询一下|问问|问下)/.test(text)) return false;
  if (orders.test(text) && !/多少|几[个家天万]|多久|什么(?:时候|条件|材料)|哪些|哪个/.test(text))
    return true;
  return wishing.test(text) && !asking.test(text);
}
