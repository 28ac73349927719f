/** Who may sign in to the console. Users are made by an admin, need a second factor, and are never deleted. */
import { GROUPS } from "@podium/core/access/groups.ts";
import { physical } from "./functions.ts";
import type { StageSettings } from "./settings.ts";

export function auth(settings: StageSettings) {
  const pool = new sst.aws.CognitoUserPool("Users", {
    mfa: "on",
    softwareToken: true,
    transform: {
      userPool: (args, options) => {
        args.name = physical("Users");
        args.deletionProtection = settings.protect ? "ACTIVE" : "INACTIVE";
        args.adminCreateUserConfig = { allowAdminCreateUserOnly: true };
        // Whoever forgets a password asks an admin: a mailbox is no second factor.
        args.accountRecoverySetting = { recoveryMechanisms: [{ name: "admin_only", priority: 1 }] };
        args.passwordPolicy = {
          minimumLength: 12,
          requireLowercase: true,
          requireUppercase: true,
          requireNumbers: true,
          requireSymbols: true,
          temporaryPasswordValidityDays: 3,
        };
        options.protect = settings.protect;
        options.retainOnDelete = settings.protect;
        return undefined;
      },
    },
  });
  const client = pool.addClient("Console", {
    transform: {
      client: (args) => {
        args.explicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
        args.allowedOauthFlowsUserPoolClient = false;
        args.allowedOauthFlows = [];
        args.allowedOauthScopes = [];
        args.callbackUrls = [];
        args.generateSecret = false;
        args.preventUserExistenceErrors = "ENABLED";
        args.enableTokenRevocation = true;
        // docs/decisions/0009-who-refuses.md
        args.accessTokenValidity = 10;
        args.idTokenValidity = 10;
        args.refreshTokenValidity = 8;
        args.tokenValidityUnits = { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" };
        return undefined;
      },
    },
  });
  for (const group of GROUPS) {
    const name = `Group${group.replaceAll(/[^A-Za-z]/g, "-")}`;
    new aws.cognito.UserGroup(name, { userPoolId: pool.id, name: group });
  }
  return { pool, client };
}

export type Auth = ReturnType<typeof auth>;
