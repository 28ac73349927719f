/** The console's functions on one machine: signing in, the API behind its authorizer, the description of both. */
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { createAdminHandler } from "@podium/functions/admin/admin.ts";
import { createAuthorizer } from "@podium/functions/admin/authorizer.ts";
import type { AdminDependencies } from "@podium/functions/admin/desk.ts";
import { cognitoDirectory } from "@podium/functions/admin/directory.ts";
import { createVerify } from "@podium/functions/admin/verify.ts";
import { cognitoGate } from "@podium/functions/sign-in/cognito.ts";
import { createSignInHandler } from "@podium/functions/sign-in/sign-in.ts";
import type { GatewayRoute } from "../gateway/gateway.ts";
import type { Log } from "../log.ts";
import { type LocalUser, seedUsers } from "./seed.ts";
import { type SignIn, startSignIn } from "./server.ts";

export interface LocalConsole {
  routes: GatewayRoute[];
  signIn: SignIn;
  users: LocalUser[];
  stop(): Promise<void>;
}

export interface ConsoleOptions extends Omit<AdminDependencies, "verify" | "directory" | "log"> {
  dataDir: string;
  handlerLog: AdminDependencies["log"];
  log: Log;
}

export async function startConsole({
  dataDir,
  log,
  handlerLog,
  ...rest
}: ConsoleOptions): Promise<LocalConsole> {
  const signIn = await startSignIn({ dataDir, log });
  const { poolId: userPoolId, clientId, jwks: localKeys } = signIn;
  const client = new CognitoIdentityProviderClient({
    endpoint: signIn.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const verify = createVerify({ stage: "local", userPoolId, clientId, localKeys });
  const directory = cognitoDirectory(client, userPoolId);
  const handler = createAdminHandler({ ...rest, verify, directory, log: handlerLog });
  const gate = cognitoGate(client, clientId);
  const enter = createSignInHandler({ gate, log: handlerLog, metrics: rest.metrics });
  const authorizer = createAuthorizer(verify);
  return {
    signIn,
    users: await seedUsers(signIn, dataDir),
    routes: [
      {
        route: "ANY /api/admin/{proxy+}",
        handler: handler as GatewayRoute["handler"],
        name: "admin",
        authorizer,
      },
      { route: "ANY /api/sign-in", handler: enter, name: "sign-in" },
      { route: "ANY /api/sign-in/{proxy+}", handler: enter, name: "sign-in" },
    ],
    async stop() {
      client.destroy();
      await signIn.stop();
    },
  };
}
