/** Figures of WeCom's AI bot, with the document each is from, and what we make of them. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** UTF-8 bytes of a stream's or a markdown message's content (docs 100719, 101138). */
export const longestContent = 20_480;
/**
 * A stream is polled for 6 minutes from the message (doc 100719); a poll later than this may be
 * the last one.
 */
export const streamAgeMs = 5.5 * minute;
/** A `response_url` works once within an hour (doc 101138); a minute is kept for clocks. */
export const responseUrlMs = 59 * minute;
/** A frame's `req_id` takes replies for a day (doc 101463). */
export const requestMs = 24 * hour - minute;
/** Welcomes and card updates go out within 5 s (docs 101027, 101463). */
export const welcomeMs = 4.5 * second;

/** How long a callback waits for the reply to be there; WeCom itself waits 5 s. */
export const firstWaitMs = 1.5 * second;
/** The polls of a stream come first; the sender has the reply after that. */
export const pollsFirstMs = 20 * second;
/** A reply that is found later than that is still left to the next few polls. */
export const pollGraceMs = 5 * second;
/** The instance that took a message from the connection sends its reply itself for so long. */
export const connectionFirstMs = 10 * second;
