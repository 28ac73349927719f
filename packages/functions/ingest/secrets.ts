/** Feed keys as a setting: `{"timing": ["secret"], "odf": ["old", "new"]}`; two while a key is being rotated. */
import * as z from "zod/mini";

const secrets = z.record(
  z.string().check(z.regex(/^[\w-]{1,64}$/)),
  z.array(z.string().check(z.minLength(16))).check(z.minLength(1), z.maxLength(2)),
);

/** @throws Error that says what is wrong with the setting, without a word of its content. */
export function parseSecrets(text: string): ReadonlyMap<string, readonly string[]> {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw new Error("the feed keys are not JSON");
  }
  const parsed = secrets.safeParse(input);
  if (!parsed.success) {
    throw new Error(
      "the feed keys are not an object of key ids, each with one or two secrets of at least 16 characters",
    );
  }
  return new Map(Object.entries(parsed.data));
}
