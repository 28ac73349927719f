/** What signing in says and hears. */
import * as z from "zod";

const username = z.string().min(1, "is empty").max(128, "is longer than 128 characters");
const password = z.string().min(1, "is empty").max(256, "is longer than 256 characters");
const session = z.string().min(1, "is empty").max(2048, "is longer than 2,048 characters");
const code = z.string().regex(/^\d{6}$/, "is six digits");

export const passwordRequest = z.strictObject({ username, password });
export const codeRequest = z.strictObject({ session, username, code });
export const newPasswordRequest = z.strictObject({ session, username, password });
export const setUpRequest = z.strictObject({ session });
export const refreshRequest = z.strictObject({});

export const tokens = z.strictObject({
  step: z.literal("done"),
  /** For the Authorization header, with Bearer before it. */
  accessToken: z.string(),
  /** For one more access token; null where the old one stays good. */
  refreshToken: z.string().nullable(),
  expiresInSeconds: z.int(),
});

/** What comes next: the code of the second factor, a new password, setting up the second factor; or it is done. */
export const step = z.discriminatedUnion("step", [
  z.strictObject({ step: z.enum(["code", "new-password", "set-up"]), session: z.string() }),
  tokens,
]);
export type Step = z.infer<typeof step>;

export const setUp = z.strictObject({
  session: z.string(),
  /** For the authenticator app, base32. */
  secret: z.string(),
});
