/** The users of a Cognito user pool. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  paginateListUsers,
  paginateListUsersInGroup,
  UserNotFoundException,
  UsernameExistsException,
  type UserType,
} from "@aws-sdk/client-cognito-identity-provider";
import { GROUPS } from "@podium/core/access/groups.ts";
import type { Directory, User } from "@podium/core/access/users.ts";
import { PodiumError } from "@podium/core/errors.ts";
import { inParallel } from "@podium/core/parallel.ts";

export function cognitoDirectory(client: CognitoIdentityProviderClient, UserPoolId: string): Directory {
  const named = (Username: string) => ({ UserPoolId, Username });
  return {
    async list() {
      const users = new Map<string, User>();
      for await (const { Users = [] } of paginateListUsers({ client }, { UserPoolId })) {
        for (const user of Users) users.set(user.Username ?? "", userOf(user));
      }
      await inParallel(GROUPS, 4, async (GroupName) => {
        for await (const { Users = [] } of paginateListUsersInGroup({ client }, { UserPoolId, GroupName }))
          for (const { Username = "" } of Users) users.get(Username)?.groups.push(GroupName);
      });
      for (const { groups } of users.values()) groups.sort();
      return [...users.values()].sort((left, right) => (left.username < right.username ? -1 : 1));
    },
    async find(username) {
      try {
        const { UserAttributes = [], ...user } = await client.send(new AdminGetUserCommand(named(username)));
        const groups = await client.send(
          new AdminListGroupsForUserCommand({ ...named(username), Limit: 60 }),
        );
        const found = userOf({ ...user, Attributes: UserAttributes });
        return { ...found, groups: (groups.Groups ?? []).map(({ GroupName = "" }) => GroupName).sort() };
      } catch (error) {
        if (error instanceof UserNotFoundException) return undefined;
        throw error;
      }
    },
    async members(GroupName) {
      const names: string[] = [];
      for await (const { Users = [] } of paginateListUsersInGroup({ client }, { UserPoolId, GroupName }))
        for (const { Username = "", Enabled } of Users) if (Enabled) names.push(Username);
      return names;
    },
    async create({ username, name, email }, TemporaryPassword) {
      const UserAttributes = [
        { Name: "name", Value: name ?? username },
        { Name: "email", Value: email ?? "" },
        { Name: "email_verified", Value: "true" },
      ];
      try {
        const input = { ...named(username), TemporaryPassword, UserAttributes };
        // Whoever makes the user hands the password over.
        await client.send(new AdminCreateUserCommand({ ...input, MessageAction: "SUPPRESS" }));
      } catch (cause) {
        if (!(cause instanceof UsernameExistsException)) throw cause;
        const rule = "is of no other user, of a disabled one neither";
        const problem = { code: "USER_EXISTS", detail: `username: ${rule}`, field: "username", rule };
        throw new PodiumError(problem, { cause });
      }
    },
    async join(username, GroupName) {
      await client.send(new AdminAddUserToGroupCommand({ ...named(username), GroupName }));
    },
    async leave(username, GroupName) {
      await client.send(new AdminRemoveUserFromGroupCommand({ ...named(username), GroupName }));
    },
    async enable(username) {
      await client.send(new AdminEnableUserCommand(named(username)));
    },
    async disable(username) {
      await client.send(new AdminDisableUserCommand(named(username)));
    },
    async signOut(username) {
      await client.send(new AdminUserGlobalSignOutCommand(named(username)));
    },
  };
}

function userOf({ Username = "", Attributes = [], Enabled = false, UserStatus = "UNKNOWN" }: UserType): User {
  const attribute = (name: string) => Attributes.find(({ Name }) => Name === name)?.Value ?? null;
  return {
    username: Username,
    name: attribute("name"),
    email: attribute("email"),
    groups: [],
    enabled: Enabled,
    status: UserStatus,
  };
}
