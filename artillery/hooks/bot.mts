/** A bot that tries what gets past a cache. */
import { randomBytes, randomInt } from "node:crypto";
import { type Request, type Response, type User, Wrong } from "./artillery.ts";
import { isHit } from "./boards.ts";

export { asExpected } from "./boards.ts";

/** Never the same twice; none of them is a parameter of any board. */
const TRICKS: readonly ((junk: string) => string)[] = [
  (junk) => `utm_source=${junk}&fbclid=${junk}`,
  (junk) => `_=${junk}`,
  (junk) => `${junk}`,
  (junk) => `Version=${junk}`,
  (junk) => `version%00=${junk}`,
  (junk) => `a[]=${junk}&a[]=2&&&=`,
  (junk) => `q=${"x".repeat(500)}${junk}`,
  (junk) => `callback=%3Cscript%3E${junk}`,
];

export async function withJunk(request: Request, user: User): Promise<void> {
  const trick = TRICKS[randomInt(TRICKS.length)];
  request.url = `${user.funcs.$template(request.url)}?${trick?.(randomBytes(6).toString("hex"))}`;
}

/** The board was there a moment ago, so that a miss can only come from the query. */
export async function hitsTheCache(_request: Request, response: Response): Promise<void> {
  if (!isHit(response)) throw new Wrong("a junk parameter got past the cache");
}
