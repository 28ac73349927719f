/**
 * Tokens of the local pool, as Cognito's: RS256, the issuer of the pool, the claims that the API looks at. Signed with a
 * key of this data folder, because the one that comes with the emulator is known to everyone.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { AppClient } from "cognito-local/lib/services/appClient.js";
import type { TokenGenerator, Tokens } from "cognito-local/lib/services/tokenGenerator.js";
import type { User } from "cognito-local/lib/services/userPoolService.js";

export const ACCESS_SECONDS = 10 * 60;
/** A shift. */
const REFRESH_MS = 8 * 60 * 60_000;
const KEY_ID = "podium-local";

export interface Jwks {
  keys: { kid: string; alg: "RS256"; use: "sig"; kty: "RSA"; n: string; e: string }[];
}

/** Made once, then the same at each start. */
export function localKey(file: string): KeyObject {
  if (existsSync(file)) return createPrivateKey(readFileSync(file, "utf8"));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return privateKey;
}

export function jwksOf(key: KeyObject): Jwks {
  const { n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
  return { keys: [{ kid: KEY_ID, alg: "RS256", use: "sig", kty: "RSA", n, e }] };
}

export function signToken(
  key: KeyObject,
  claims: object,
  header: object = { alg: "RS256", kid: KEY_ID },
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
}

/** `storeRefresh`: the emulator keeps one only where it asked for no second factor. */
export function tokenGenerator(
  key: KeyObject,
  issuer: string,
  storeRefresh: (token: string, user: User) => Promise<void>,
): TokenGenerator {
  return {
    async generate(_context, user, groups, { ClientId }: AppClient, _metadata, source): Promise<Tokens> {
      const now = Math.floor(Date.now() / 1000);
      const common = {
        iss: issuer,
        sub: user.Attributes.find(({ Name }) => Name === "sub")?.Value,
        iat: now,
        auth_time: now,
        exp: now + ACCESS_SECONDS,
        jti: randomUUID(),
        ...(groups.length > 0 && { "cognito:groups": groups }),
      };
      const access = { ...common, token_use: "access", client_id: ClientId, username: user.Username };
      const id = { ...common, token_use: "id", aud: ClientId, "cognito:username": user.Username };
      const RefreshToken = `${Date.now() + REFRESH_MS}.${randomBytes(32).toString("base64url")}`;
      if (source !== "RefreshTokens") await storeRefresh(RefreshToken, user);
      return { AccessToken: signToken(key, access), IdToken: signToken(key, id), RefreshToken };
    },
  };
}

export const isExpired = (refreshToken: string): boolean => Number(refreshToken.split(".")[0]) < Date.now();
