/** The local user pool, by Cognito's own protocol: what survives a restart, and what the emulator would let pass. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AssociateSoftwareTokenCommand,
  type ChallengeNameType,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createVerify } from "@podium/functions/admin/verify.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silent } from "../log.ts";
import { codeOf, type LocalUser, seedUsers } from "./seed.ts";
import { CLIENT_ID, POOL_ID, type SignIn, startSignIn } from "./server.ts";

let dataDir: string;
let signIn: SignIn;
let client: CognitoIdentityProviderClient;
let scorer: LocalUser;

async function start(): Promise<void> {
  signIn = await startSignIn({ dataDir, log: silent });
  const users = await seedUsers(signIn, dataDir);
  scorer = users.find(({ username }) => username === "scorer") as LocalUser;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new CognitoIdentityProviderClient({ endpoint: signIn.url, region: "us-east-1", credentials });
}

async function stop(): Promise<void> {
  client.destroy();
  await signIn.stop();
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "podium-test-"));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const begin = (USERNAME = scorer.username, PASSWORD = scorer.password) =>
  client.send(
    new InitiateAuthCommand({
      ClientId: CLIENT_ID,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
const answer = (ChallengeName: ChallengeNameType, Session: string | undefined, responses: object) =>
  client.send(
    new RespondToAuthChallengeCommand({
      ClientId: CLIENT_ID,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: scorer.username, ...responses },
    }),
  );
const refresh = (REFRESH_TOKEN: string) =>
  client.send(
    new InitiateAuthCommand({
      ClientId: CLIENT_ID,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN },
    }),
  );
const enter = async () => {
  const { Session } = await begin();
  const done = await answer("SOFTWARE_TOKEN_MFA", Session, { SOFTWARE_TOKEN_MFA_CODE: codeOf(scorer) });
  return done.AuthenticationResult ?? {};
};

it("users, their second factors, the key and the sessions are there again after a restart", async () => {
  const { AccessToken, RefreshToken = "" } = await enter();
  const before = { ...scorer, jwks: signIn.jwks };
  await stop();
  await start();
  expect({ ...scorer, jwks: signIn.jwks }).toEqual(before);
  const verify = createVerify({
    stage: "local",
    userPoolId: POOL_ID,
    clientId: CLIENT_ID,
    localKeys: signIn.jwks,
  });
  const claims = { username: "scorer", "cognito:groups": ["scorer:write"], token_use: "access" };
  expect(await verify(`Bearer ${AccessToken}`)).toMatchObject(claims);
  const again = await refresh(RefreshToken);
  expect(await verify(`Bearer ${again.AuthenticationResult?.AccessToken}`)).toMatchObject(claims);
});

it("a challenge is answered in its own session only, and no challenge can be skipped", async () => {
  const code = { SOFTWARE_TOKEN_MFA_CODE: codeOf(scorer) };
  const { Session } = await begin();
  await expect(answer("SOFTWARE_TOKEN_MFA", "made-up", code)).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });
  await expect(answer("NEW_PASSWORD_REQUIRED", Session, { NEW_PASSWORD: "mine now" })).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });
  await expect(answer("MFA_SETUP", Session, {})).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await expect(client.send(new AssociateSoftwareTokenCommand({ Session }))).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });
  await expect(begin("scorer", "wrong")).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await expect(begin("nobody", "wrong")).rejects.toMatchObject({ name: "NotAuthorizedException" });
  expect((await answer("SOFTWARE_TOKEN_MFA", Session, code)).AuthenticationResult?.AccessToken).toBeTruthy();
});

it("a made-up refresh token brings nothing", async () => {
  await expect(refresh(`${Date.now() + 60_000}.made-up`)).rejects.toMatchObject({
    name: "NotAuthorizedException",
  });
});
