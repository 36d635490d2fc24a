import { describe, expect, test } from "vitest";
import { isWish } from "../../src/dialogue/wish.ts";

describe("a wish to have something done", () => {
  test.each([
    "我想登记专家服务",
    "帮我预约专家",
    "我要申请质押贷款",
    "需要专家上门指导",
    "想用专利贷款",
    "给我登记一下",
  ])("%s", (text) => expect(isWish(text)).toBe(true));
});

describe("a wish to know something", () => {
  test.each([
    "专家服务包括哪些领域",
    "申请要什么条件",
    "我想知道评估费多少",
    "请问补助标准",
    "我想了解一下质押融资",
    "怎么申请",
    "我要申请的话需要什么材料",
    "申请要多久",
    "评估费是多少",
    "",
  ])("%s", (text) => expect(isWish(text)).toBe(false));
});
