/** Slots that several forms ask for, each with the check a helpful clerk would make. */

import type { Regions } from "../answering/regions.ts";
import { home } from "../answering/scope.ts";
import { fold } from "../core/fold.ts";
import type { Slot, SlotValue } from "./form.ts";
import { visible } from "./visible.ts";

const bad = (message: string): SlotValue => ({ ok: false, message });
const good = (value: string): SlotValue => ({ ok: true, value });

/** Resident identity number: sensitive, never needed, never stored. */
const identityNumber = /(?<!\d)\d{17}[\dXx](?!\d)/;

/** Keeps what people see, refuses identity numbers and what is too short or long. */
export function plainText(text: string, label: string, least: number, most: number): SlotValue {
  const value = visible(text);
  if (identityNumber.test(value))
    return bad(`请不要填写身份证号，这里用不到它。请重新填写${label}。`);
  const length = [...value].length;
  if (length < least) return bad(`${label}太短了，请至少写${least}个字。`);
  if (length > most) return bad(`${label}最多${most}个字，现在有${length}个字，请缩短一些。`);
  return good(value);
}

export const company: Slot = {
  name: "company",
  label: "单位名称",
  aliases: ["公司", "公司名", "公司名称", "企业", "企业名称", "单位", "名称"],
  prompt: "请问贵单位的名称是什么？（写营业执照上的全称最好）",
  parse(text) {
    const value = text.replace(/^(?:我们(?:公司|单位)?(?:叫|是)|公司(?:叫|是)|叫|是)/, "");
    if (/^[\d\s\p{P}]+$/u.test(value)) return bad("单位名称不能只有数字或符号，请写名称。");
    return plainText(value, "单位名称", 2, 60);
  },
};

export function district(regions: Regions): Slot {
  return {
    name: "district",
    label: "所在区县",
    aliases: ["区县", "地区", "所在区", "所在地"],
    prompt: "贵单位在重庆哪个区县？",
    parse(text) {
      const named = regions.named(fold(text));
      const inside = named.find((name) => name !== home && regions.within(name, home));
      if (inside !== undefined) return good(inside);
      if (named.some((name) => name !== home)) {
        return bad("这项服务面向重庆的企业，请填写重庆的区县，例如「渝中区」「涪陵区」。");
      }
      return bad("没有认出区县，请写全称，例如「渝中区」「涪陵区」「两江新区」。");
    },
  };
}

export function oneOf(
  slot: Omit<Slot, "parse" | "choices">,
  options: readonly { readonly value: string; readonly says?: RegExp }[],
): Slot {
  return {
    ...slot,
    choices: options.map(({ value }) => value),
    parse(text) {
      const said = fold(text.trim());
      const exact = options.find(({ value }) => value === said);
      const found =
        exact ??
        options.find(({ value, says }) => said.includes(value) || says?.test(said) === true);
      return found === undefined
        ? bad(`请从这几项里选：${options.map(({ value }) => value).join("、")}。`)
        : good(found.value);
    },
  };
}

const unsure =
  /不确定|[认晓]不[到得]|不清楚|不知道|不晓得|说不准|(?<!不)可能|没把握|不好说|不了解|待定|not sure|unsure|maybe|don't know/;
/** Yes in words that deny the opposite. */
const deniedFault = /没有?(?:任何)?问题|没错|无误/;
const denies =
  /^(?:否|不|无)|没|莫得|未(?!来)|不(?:是|符合|满足|具备|属于|够|算|全|了|行|对)|\bno(?:pe)?\b|^n$/;
const agrees =
  /^(?:是|对|有|已|嗯|完成|满足|符合|都|在|可以|好(?!像)|当然|(?:yes|yeah|yep|y|ok|okay)\b)/;
/** 「是不是要交钱」「有哪些算」 ask back and answer nothing. */
const asksBack = /(.)[不没]\1|[吗?？]$|哪|多少|怎么|如何|为什么/;

/** 是 / 否 / 不确定. A denial anywhere outweighs how the answer begins: 「有问题，不符合」. */
export function threeWay(slot: Omit<Slot, "parse" | "choices">): Slot {
  return {
    ...slot,
    choices: ["是", "否", "不确定"],
    parse(text) {
      const said = fold(text.trim());
      if (unsure.test(said)) return good("不确定");
      if (!asksBack.test(said)) {
        if (deniedFault.test(said)) return good("是");
        if (denies.test(said)) return good("否");
        if (agrees.test(said)) return good("是");
      }
      return bad("请回答「是」「否」或「不确定」。");
    },
  };
}

export const contactName: Slot = {
  name: "contactName",
  label: "联系人",
  aliases: ["姓名", "名字", "联系人姓名"],
  prompt: "联系人怎么称呼？",
  parse(text) {
    const value = text.replace(/^(?:我叫|我是|叫我|叫|姓名是|联系人是)/, "");
    if (/\d{3,}/.test(value)) return bad("联系人请写称呼，例如「王女士」；电话下一步再填。");
    return plainText(value, "联系人", 1, 20);
  },
};

/** With spaces or hyphens between the digits, as people write them. */
const mobile = /(?<!\d)1[\s-]?[3-9](?:[\s-]?\d){9}(?!\d)/g;
const countryCode = /(?<!\d)(?:\+|00)?86[\s-]?(?=1(?:[\s-]?\d){10}(?!\d))/g;

export const phone: Slot = {
  name: "phone",
  label: "联系电话",
  aliases: ["电话", "手机", "手机号", "号码", "联系方式"],
  prompt: "请留一个联系电话（手机号，或带区号的座机）。",
  parse(text) {
    const written = visible(text.normalize("NFKC")).replace(countryCode, " ");
    const value = written.replace(/[\s()-]/g, "");
    if (identityNumber.test(value)) return bad("请不要填写身份证号，这里只需要电话号码。");
    const mobiles = new Set(
      [...written.matchAll(mobile)].map(([number]) => number.replace(/\D/g, "")),
    );
    const [one, another] = mobiles;
    if (another !== undefined) return bad("看到不止一个手机号，请只留一个。");
    if (one !== undefined) return good(one);
    const digits = /\d+/.exec(value)?.[0] ?? "";
    if (/^0\d{9,11}$/.test(digits)) return good(digits);
    if (digits === "") return bad("没有看到号码，请填手机号，或带区号的座机，例如 023 开头。");
    if (/^1/.test(digits) && digits.length === 11) {
      return bad("这个号码不是有效的手机号（第二位应是3到9），请核对。");
    }
    if (/^1/.test(digits)) return bad(`手机号应是11位，您填的有${digits.length}位，请核对。`);
    return bad("这个号码不像手机号，座机请带上区号，例如 023 开头。");
  },
};
