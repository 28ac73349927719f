/** The feeds: each user hands over one body. Who is the last to have something to tell begins anew: what comes twice is no harm. */
import { sign } from "@podium/core/feed/signature.ts";
import { neededCredentials } from "../credentials.ts";
import { documents, later } from "../games.ts";
import { type Request, type Response, Wrong } from "./artillery.ts";
import { parsed } from "./boards.ts";

export { asExpected } from "./boards.ts";

const LINES = 4;

const { feed, apiKey } = neededCredentials();
const lines = inTurn(later().map((message) => JSON.stringify(message)));
const whole = inTurn(documents());

export async function signedLines(request: Request): Promise<void> {
  const body = Array.from({ length: LINES }, lines).join("\n");
  const timestamp = String(Math.floor(Date.now() / 1_000));
  request.body = body;
  request.headers = {
    "content-type": "application/x-ndjson",
    "x-podium-key-id": feed.keyId,
    "x-podium-timestamp": timestamp,
    "x-podium-signature": sign(feed.secret, timestamp, Buffer.from(body)),
  };
}

export async function everyLineTaken(_request: Request, { body }: Response): Promise<void> {
  const { taken, duplicate } = parsed<{ taken: number; duplicate: number }>(body);
  if (taken + duplicate !== LINES) throw new Wrong("a line was not taken");
}

export async function nextDocument(request: Request): Promise<void> {
  request.body = whole();
  request.headers = { "content-type": "application/xml", "x-api-key": apiKey };
}

export async function documentTaken(_request: Request, { body }: Response): Promise<void> {
  const { outcome } = parsed<{ outcome: string }>(body);
  if (outcome !== "taken" && outcome !== "duplicate") throw new Wrong(`a document was ${outcome}`);
}

function inTurn(items: readonly string[]): () => string {
  let next = 0;
  return () => items[next++ % items.length] ?? "";
}
