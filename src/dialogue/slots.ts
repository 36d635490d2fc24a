/** Slots that several forms ask for, each with the check a helpful clerk would make. */

import type { Regions } from "../answering/regions.ts";
import { home } from "../answering/weigh.ts";
import { fold } from "../core/fold.ts";
import type { Slot, SlotValue } from "./form.ts";

const bad = (message: string): SlotValue => ({ ok: false, message });
const good = (value: string): SlotValue => ({ ok: true, value });

/** Resident identity number: sensitive, never needed, never stored. */
const identityNumber = /(?<!\d)\d{17}[\dXx](?!\d)/;

/** Trims, drops control characters, refuses identity numbers and what is too short or long. */
export function plainText(text: string, label: string, least: number, most: number): SlotValue {
  const value = text
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
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

/** 是 / 否 / 不确定. */
export function threeWay(slot: Omit<Slot, "parse" | "choices">): Slot {
  return {
    ...slot,
    choices: ["是", "否", "不确定"],
    parse(text) {
      const said = fold(text.trim());
      if (
        /不确定|晓不得|认不到|不清楚|不知道|不晓得|说不准|可能|没把握|不好说|不了解|待定/.test(said)
      )
        return good("不确定");
      if (/^(?:否|不|没|无|不是|没有|还没|未|莫得|没得|no|n)/i.test(said)) return good("否");
      if (/^(?:是|对|有|已|嗯|yes|y|完成|满足|符合|都|在|可以|好|当然)/i.test(said))
        return good("是");
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

export const phone: Slot = {
  name: "phone",
  label: "联系电话",
  aliases: ["电话", "手机", "手机号", "号码", "联系方式"],
  prompt: "请留一个联系电话（手机号，或带区号的座机）。",
  parse(text) {
    const value = text
      .normalize("NFKC")
      .replace(/[\s()-]/g, "")
      .replace(/^(?:\+?86)(?=1\d{10}$)/, "");
    const digits = /\d+/.exec(value)?.[0] ?? "";
    if (identityNumber.test(value)) return bad("请不要填写身份证号，这里只需要电话号码。");
    if (/^(?:我的)?(?:电话|手机|手机号|号码)?(?:是|：|:)?1[3-9]\d{9}$/.test(value))
      return good(digits);
    if (/^0\d{9,11}$/.test(digits)) return good(digits);
    if (digits === "") return bad("没有看到号码，请填手机号，或带区号的座机，例如 023 开头。");
    if (/^1/.test(digits) && digits.length === 11) {
      return bad("这个号码不是有效的手机号（第二位应是3到9），请核对。");
    }
    if (/^1/.test(digits)) return bad(`手机号应是11位，您填的有${digits.length}位，请核对。`);
    return bad("这个号码不像手机号，座机请带上区号，例如 023 开头。");
  },
};
