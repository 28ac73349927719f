/**
 * Text that people write and others read: names, reasons. Any script and any sign, HTML too, for whoever shows it shows
 * it as text. No control characters and nothing that turns the direction of what stands around it, for those make a line
 * look like another.
 */
import * as z from "zod";

/** C0 and C1 with line breaks, and the bidirectional embeddings, overrides and isolates of Unicode. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;

/** 1 to `length` characters, without space around them. */
export function plainText(length: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, "is empty")
    .max(length, `is longer than ${length} characters`)
    .refine((text) => !UNSEEN.test(text), "holds a control character");
}

/** Why something was changed. */
export const reason = plainText(500).min(3, "is too short to explain anything");
