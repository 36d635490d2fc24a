import { dictionary } from "../dictionary.ts";
import { en } from "./words.en.ts";
import { zh } from "./words.zh.ts";

/** What the inbox and the conversation pages say. */
export const deskWords = dictionary(zh, en);

export type DeskWords = typeof zh;
