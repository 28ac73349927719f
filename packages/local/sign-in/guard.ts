/**
 * What Cognito looks at and the emulator doesn't: whether a challenge is answered in the session in which it was put,
 * whether a user is enabled, the password before a new one is set; and what it doesn't know at all: setting up a second
 * factor at the first sign-in, signing out everywhere.
 */
import { randomUUID } from "node:crypto";
import { CodeMismatchError, NotAuthorizedError, UserNotFoundError } from "cognito-local/lib/errors.js";
import type { Context } from "cognito-local/lib/services/context.js";
import type { Services } from "cognito-local/lib/services/index.js";
import type { User, UserPoolService } from "cognito-local/lib/services/userPoolService.js";
import { Secret, TOTP } from "otpauth";
import { isExpired } from "./tokens.ts";

const SESSION_MS = 3 * 60_000;
const WRONG = "Incorrect username or password.";

interface Session {
  username: string;
  challenge: string;
  untilMs: number;
  /** Of a second factor that is being set up. */
  secret?: string;
  setUp?: boolean;
}

type Request = Record<string, unknown> & {
  ClientId?: string;
  Session?: string;
  ChallengeName?: string;
  AuthFlow?: string;
  AuthParameters?: Record<string, string>;
  ChallengeResponses?: Record<string, string>;
};
type Answer = { ChallengeName?: string; Session?: string } & Record<string, unknown>;
export type Route = (context: Context, request: Request) => Promise<Answer>;

/** Wraps the emulator's routes. `client` is the one there is. */
export function guarded(route: (target: string) => Route, services: Services, client: string) {
  const sessions = new Map<string, Session>();
  const pool = (context: Context): Promise<UserPoolService> =>
    services.cognito.getUserPoolForClientId(context, client);

  const open = (session: Omit<Session, "untilMs">): string => {
    const id = randomUUID();
    for (const [old, { untilMs }] of sessions) if (untilMs < Date.now()) sessions.delete(old);
    sessions.set(id, { ...session, untilMs: Date.now() + SESSION_MS });
    return id;
  };
  const resume = (id: string | undefined, challenge: string): Session => {
    const session = sessions.get(id ?? "");
    if (session === undefined || session.untilMs < Date.now() || session.challenge !== challenge) {
      throw new NotAuthorizedError("Invalid session for the user.");
    }
    return session;
  };
  const userNamed = async (context: Context, username: string): Promise<User> => {
    const user = await (await pool(context)).getUserByUsername(context, username);
    if (user === null) throw new UserNotFoundError();
    return user;
  };
  /** The factor that every user has to have, or the next question on the way to it. */
  const secondFactor = (user: User): Answer => {
    const challenge = user.SoftwareTokenMfaConfiguration?.Verified ? "SOFTWARE_TOKEN_MFA" : "MFA_SETUP";
    return {
      ChallengeName: challenge,
      Session: open({ username: user.Username, challenge }),
      ChallengeParameters: { USER_ID_FOR_SRP: user.Username },
    };
  };

  const initiate: Route = async (context, request) => {
    const users = await pool(context);
    if (request.AuthFlow !== "USER_PASSWORD_AUTH") {
      const token = request.AuthParameters?.REFRESH_TOKEN ?? "";
      const user = await users.getUserByRefreshToken(context, token);
      if (user === null || !user.Enabled || isExpired(token))
        throw new NotAuthorizedError("Invalid Refresh Token");
      return route("InitiateAuth")(context, request);
    }
    const { USERNAME = "", PASSWORD = "" } = request.AuthParameters ?? {};
    const user = await users.getUserByUsername(context, USERNAME);
    if (user === null || user.Password !== PASSWORD) throw new NotAuthorizedError(WRONG);
    if (!user.Enabled) throw new NotAuthorizedError("User is disabled.");
    if (user.UserStatus !== "FORCE_CHANGE_PASSWORD") return secondFactor(user);
    return {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: open({ username: user.Username, challenge: "NEW_PASSWORD_REQUIRED" }),
      ChallengeParameters: { USER_ID_FOR_SRP: user.Username },
    };
  };

  const respond: Route = async (context, request) => {
    const { Session: id, ChallengeName = "", ChallengeResponses = {} } = request;
    const session = resume(id, ChallengeName);
    if (ChallengeResponses.USERNAME !== session.username)
      throw new NotAuthorizedError("Invalid session for the user.");
    if (ChallengeName === "MFA_SETUP") {
      if (!session.setUp) throw new NotAuthorizedError("The second factor is not set up.");
      sessions.delete(id ?? "");
      return tokens(context, session.username);
    }
    if (ChallengeName === "NEW_PASSWORD_REQUIRED") {
      const users = await pool(context);
      const user = await userNamed(context, session.username);
      const changed: User = {
        ...user,
        Password: ChallengeResponses.NEW_PASSWORD ?? user.Password,
        UserStatus: "CONFIRMED",
        UserLastModifiedDate: new Date(),
      };
      await users.saveUser(context, changed);
      sessions.delete(id ?? "");
      return secondFactor(changed);
    }
    const answer = await route("RespondToAuthChallenge")(context, request);
    sessions.delete(id ?? "");
    return answer;
  };

  const tokens = async (context: Context, username: string): Promise<Answer> => {
    const users = await pool(context);
    const user = await userNamed(context, username);
    const appClient = await services.cognito.getAppClient(context, client);
    if (appClient === null) throw new NotAuthorizedError();
    const groups = await users.listUserGroupMembership(context, user);
    const made = await services.tokenGenerator.generate(
      context,
      user,
      groups,
      appClient,
      undefined,
      "Authentication",
    );
    return { ChallengeParameters: {}, AuthenticationResult: made };
  };

  const associate: Route = async (_context, { Session: id }) => {
    const session = resume(id, "MFA_SETUP");
    session.secret = new Secret({ size: 20 }).base32;
    return { SecretCode: session.secret, ...(id !== undefined && { Session: id }) };
  };

  const verify: Route = async (context, request) => {
    const session = resume(request.Session, "MFA_SETUP");
    const { secret = "" } = session;
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    if (secret === "" || totp.validate({ token: String(request.UserCode), window: 1 }) === null) {
      throw new CodeMismatchError();
    }
    await enrol(context, await pool(context), await userNamed(context, session.username), secret);
    session.setUp = true;
    return { Status: "SUCCESS", ...(request.Session !== undefined && { Session: request.Session }) };
  };

  /** Access tokens last for their minutes, in Cognito too. */
  const signOut: Route = async (context, request) => {
    const username = String(request.Username ?? claimOf(request.AccessToken));
    const user = await userNamed(context, username);
    await (await pool(context)).saveUser(context, { ...user, RefreshTokens: [] });
    return {};
  };

  const own: Readonly<Record<string, Route>> = {
    InitiateAuth: initiate,
    RespondToAuthChallenge: respond,
    AssociateSoftwareToken: associate,
    VerifySoftwareToken: verify,
    GlobalSignOut: signOut,
    AdminUserGlobalSignOut: signOut,
  };
  return (target: string): Route => own[target] ?? route(target);
}

/** Gives a user a second factor that is set up already. */
export async function enrol(
  context: Context,
  pool: UserPoolService,
  user: User,
  secret: string,
): Promise<void> {
  await pool.saveUser(context, {
    ...user,
    SoftwareTokenMfaConfiguration: { Secret: secret, Verified: true },
    UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
  });
}

function claimOf(token: unknown): unknown {
  const [, payload = ""] = String(token).split(".");
  return (JSON.parse(Buffer.from(payload, "base64url").toString() || "{}") as { username?: unknown })
    .username;
}
