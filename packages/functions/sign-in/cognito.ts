/** Signing in to a Cognito user pool. Of its errors the caller learns only that it did not work. */
import {
  AssociateSoftwareTokenCommand,
  type ChallengeNameType,
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthResponse,
  RespondToAuthChallengeCommand,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { unauthenticated } from "@podium/core/access/identity.ts";
import { PodiumError } from "@podium/core/errors.ts";
import type { Step } from "./schema.ts";

export interface Gate {
  password(username: string, password: string): Promise<Step>;
  code(session: string, username: string, code: string): Promise<Step>;
  newPassword(session: string, username: string, password: string): Promise<Step>;
  setUp(session: string): Promise<{ session: string; secret: string }>;
  setUpCode(session: string, username: string, code: string): Promise<Step>;
  refresh(refreshToken: string): Promise<Step>;
  out(accessToken: string): Promise<void>;
}

const STEPS: Readonly<Partial<Record<ChallengeNameType, "code" | "new-password" | "set-up">>> = {
  SOFTWARE_TOKEN_MFA: "code",
  NEW_PASSWORD_REQUIRED: "new-password",
  MFA_SETUP: "set-up",
};

export function cognitoGate(client: CognitoIdentityProviderClient, clientId: string): Gate {
  const respond = (challenge: ChallengeNameType, session: string, answers: Record<string, string>) =>
    guarded(async () => {
      const command = { ClientId: clientId, ChallengeName: challenge, Session: session };
      return stepOf(
        await client.send(new RespondToAuthChallengeCommand({ ...command, ChallengeResponses: answers })),
      );
    });

  return {
    password: (username, password) =>
      guarded(async () => {
        const AuthParameters = { USERNAME: username, PASSWORD: password };
        const input = { ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters } as const;
        return stepOf(await client.send(new InitiateAuthCommand(input)));
      }),
    code: (session, username, code) =>
      respond("SOFTWARE_TOKEN_MFA", session, { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code }),
    newPassword: (session, username, password) =>
      respond("NEW_PASSWORD_REQUIRED", session, { USERNAME: username, NEW_PASSWORD: password }),
    setUp: (session) =>
      guarded(async () => {
        const made = await client.send(new AssociateSoftwareTokenCommand({ Session: session }));
        return { session: made.Session ?? session, secret: made.SecretCode ?? "" };
      }),
    setUpCode: (session, username, code) =>
      guarded(async () => {
        const seen = await client.send(new VerifySoftwareTokenCommand({ Session: session, UserCode: code }));
        return respond("MFA_SETUP", seen.Session ?? session, { USERNAME: username });
      }),
    refresh: (refreshToken) =>
      guarded(async () => {
        const AuthParameters = { REFRESH_TOKEN: refreshToken };
        const input = { ClientId: clientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters } as const;
        return stepOf(await client.send(new InitiateAuthCommand(input)));
      }),
    out: (accessToken) =>
      guarded(async () => void (await client.send(new GlobalSignOutCommand({ AccessToken: accessToken })))),
  };
}

function stepOf({ ChallengeName, Session, AuthenticationResult }: InitiateAuthResponse): Step {
  if (AuthenticationResult?.AccessToken !== undefined) {
    return {
      step: "done",
      accessToken: AuthenticationResult.AccessToken,
      refreshToken: AuthenticationResult.RefreshToken ?? null,
      expiresInSeconds: AuthenticationResult.ExpiresIn ?? secondsLeft(AuthenticationResult.AccessToken),
    };
  }
  const step = ChallengeName && STEPS[ChallengeName];
  if (step === undefined) throw unauthenticated("leads on: the user pool asks for something unknown");
  return { step, session: Session ?? "" };
}

/** From the token itself, where the answer doesn't say. */
function secondsLeft(token: string): number {
  const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const { exp = 0, iat = 0 } = payload as { exp?: number; iat?: number };
  return exp - iat;
}

/** Whether it was the name, the password or the code that was wrong is nobody's business. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof CognitoIdentityProviderServiceException)) throw cause;
    if (cause.name === "InvalidPasswordException") {
      const rule = "keeps the rules of the user pool: 12 characters, small, capital, digit, sign";
      const problem = { code: "INVALID", detail: `password: ${rule}`, field: "password", rule };
      throw new PodiumError(problem, { cause });
    }
    if (cause.name === "TooManyRequestsException" || cause.name === "LimitExceededException") {
      const problem = { code: "RATE_LIMITED", detail: "too many attempts; wait before the next one" };
      throw new PodiumError(problem, { retry: true, retryAfterSeconds: 30, cause });
    }
    if (cause.$fault === "server") {
      const problem = { code: "SIGN_IN_UNREACHABLE", detail: "the user pool can't be reached right now" };
      throw new PodiumError(problem, { retry: true, cause });
    }
    throw unauthenticated("is of a user who may sign in: name, password and code", cause);
  }
}
