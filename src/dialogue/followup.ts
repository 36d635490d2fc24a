/** Completing a question from the session before it is searched: 「那涪陵呢？」「那2029年呢」「谁说的」. */
import { operationAsked } from "../answering/arithmetic.ts";
import type { Question, Reader } from "../answering/question.ts";
import { dayIn } from "../core/day.ts";
import { remember } from "../core/remember.ts";
import type { Topic } from "../core/session.ts";

const opening =
  /^(?:那么?|还有|另外|然后|再|顺便|哦|噢|嗯|好|那个|这个|它|其中|上面|刚才|他们|里面|and|what about|how about)/i;
const pointing = /^(?:它|这|那|他们?|其|该|上面|刚才|刚刚|前面|里面|这个|那个|这些|那些)/;

/** What is answered: the message as it stands, or the question it makes with the one before. */
export interface Completed {
  readonly text: string;
  readonly question: Question;
}

export type Complete = (text: string, last: Topic | undefined, now: Date) => Completed;

/** Pairs of a question and the one before it that are remembered as completed. */
const mostCompleted = 2_000;

/**
 * The question to answer: as it stands when it has a topic of its own; otherwise the last question
 * with the region, the years or the kind of answer that the new one names put in place.
 */
export function createCompletion(reader: Reader): Complete {
  const completed = remember(
    (text: string, last: string, now: Date) => behind(text, last, reader, now),
    mostCompleted,
    (text, last, now) => JSON.stringify([dayIn(now), text, last]),
  );
  return (text, last, now) =>
    last === undefined
      ? { text, question: reader.read(text, now) }
      : completed(text, last.question, now);
}

function behind(text: string, last: string, reader: Reader, now: Date): Completed {
  const question = reader.read(text, now);
  const before = reader.read(last, now);
  const things = question.terms.filter(({ thing, weight }) => thing && weight >= 0.5);
  const pointed = opening.test(text) || pointing.test(text) || /[呢嘞喃哩][?？]?$/.test(text);
  const scoped = question.regions.length > 0 || question.years !== undefined;
  // Without a thing of its own a question is about the last one's; with one it stands by itself,
  // unless it opens like a continuation.
  const bare =
    things.length === 0 && (question.asks.length > 0 || scoped || question.attributes.length > 0);
  const brief = text.length <= 12 && things.length === 1 && !scoped && question.asks.length > 0;
  // 「渝中…是多少，涪陵呢」 has its own question before the 呢.
  const whole = things.length > 0 && question.asks.length > 0 && scoped && !opening.test(text);
  if (!bare && !brief && (whole || !(pointed && things.length <= 2))) return { text, question };

  // A kind of answer of its own takes the place of the old measure: 「利率多少」, then 「要几天」.
  const replaced = !onlyPointing(text) && question.asks.length + question.attributes.length > 0;
  const own = new Set(question.terms.map((term) => term.text));
  const measures = before.terms.filter(
    (term) => replaced && !own.has(term.text) && reader.read(term.text, now).attributes.length > 0,
  );
  // 「那质押融资呢」 after a subsidy: the concept now named takes the place of the one before.
  const concept = onlyPointing(text) && things.some(({ one }) => one === true);
  const lasting = before.terms.filter(
    (term) => !measures.includes(term) && !(concept && term.one === true),
  );
  const gone = before.terms.filter((term) => !lasting.includes(term));
  const topic = gone.reduce((rest, term) => rest.replaceAll(term.text, ""), before.text);
  const known = new Set(before.terms.map((term) => term.text));
  const fresh = question.terms.filter((term) => !known.has(term.text));
  // Where the new question names a measure of its own, the old one's kind of answer no longer counts.
  const asks = question.asks.length > 0 && !onlyPointing(text) ? question.asks : before.asks;
  const attributes = question.attributes;
  const merged: Question = {
    text: `${question.text} ${topic}`,
    own:
      onlyPointing(text) && operationAsked(text) === undefined
        ? `${topic} ${question.text}`
        : question.text,
    terms: [
      ...fresh,
      ...lasting.map((term) =>
        fresh.length > 0 ? { ...term, weight: term.weight * 0.7, thing: false } : term,
      ),
    ],
    regions: question.regions.length > 0 ? question.regions : before.regions,
    place: question.place.length > 0 ? question.place : before.place,
    years: question.years ?? before.years,
    yearList: question.yearList.length > 0 ? question.yearList : before.yearList,
    standing: question.standing ?? before.standing,
    asks,
    attributes,
  };
  return { text: `${gone.length > 0 ? topic : last} ${text}`, question: merged };
}

/** 「那涪陵呢」「2029年呢」: the place or the year changes, what is asked stays. */
function onlyPointing(text: string): boolean {
  return /[呢嘞喃哩][?？]?$/.test(text) && !/多少|几|怎么|什么|谁|哪|多久/.test(text);
}
