/** Who may write on the stage. It comes in the environment, because arguments can be read by everyone on a machine. */
import type { LocalUser } from "@podium/local/sign-in/seed.ts";

export interface Credentials {
  /** Of signed lines. */
  feed: { keyId: string; secret: string };
  /** `X-API-KEY`, for ODF. */
  apiKey: string;
  scorers: readonly Pick<LocalUser, "username" | "password" | "totpSecret">[];
}

const VARIABLE = "PODIUM_LOAD_CREDENTIALS";

/** The environment that `credentials` reads. */
export const inEnvironment = (given: Credentials): Record<string, string> => ({
  [VARIABLE]: JSON.stringify(given),
});

/** Undefined where none were given. @throws SyntaxError where they are no JSON */
export function credentials(environment = process.env): Credentials | undefined {
  const text = environment[VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as Credentials);
}

/** @throws Error where none were given: who asks is about to write */
export function neededCredentials(): Credentials {
  const given = credentials();
  if (given === undefined) throw new Error(`${VARIABLE} is not there`);
  return given;
}
