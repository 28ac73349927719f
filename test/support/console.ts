/** People at the console, over HTTP through the edge: they sign in with their second factor, and every answer is held against its description. */
import { randomUUID } from "node:crypto";
import { type Answer, type OperationName, operations, PREFIX } from "@podium/functions/admin/contract.ts";
import type { Step } from "@podium/functions/sign-in/schema.ts";
import { codeOf, type LocalUser } from "@podium/local/sign-in/seed.ts";
import { ask, json, type Reply } from "./http.ts";

/** Where the console's API is, and who may sign in. */
export interface Stand {
  url: string;
  users: readonly LocalUser[];
}

export interface Person {
  token: string;
  refreshToken: string;
  /** The reply as it came. */
  ask(name: OperationName, input?: Input): Promise<Reply>;
  /** The answer, which fits its description. Throws on an error. */
  do<N extends OperationName>(name: N, input?: Input): Promise<Answer<N>>;
  command(command: object, expectedVersion?: number): Promise<Answer<"command">>;
}

export interface Input {
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** One step of signing in. */
export function step(cloud: Stand, path: string, body: object, token?: string): Promise<Reply> {
  return ask(`${cloud.url}/api/sign-in${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

/** Signs in as one of the users that a local stage has. */
export async function signIn(cloud: Stand, username: string): Promise<Person> {
  const user = cloud.users.find((one) => one.username === username);
  if (user === undefined) throw new RangeError(`no user ${username}`);
  const first = json<Step>(await step(cloud, "", { username, password: user.password }));
  if (first.step !== "code") throw new Error(`asked for ${first.step}`);
  const done = await step(cloud, "/code", { session: first.session, username, code: codeOf(user) });
  const tokens = json<Extract<Step, { step: "done" }>>(done);
  if (tokens.step !== "done") throw new Error(`not signed in: ${done.text}`);
  return person(cloud, tokens.accessToken, tokens.refreshToken ?? "");
}

/** Whoever holds this token. */
export function person(cloud: Stand, token: string, refreshToken = ""): Person {
  const send = (name: OperationName, { parameters = {}, query = {}, body }: Input = {}) => {
    const { method, path } = operations[name];
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(parameters[key] ?? ""));
    const text = new URLSearchParams(query).toString();
    return ask(`${cloud.url}${PREFIX}${filled}${text && `?${text}`}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const act: Person["do"] = async (name, input) => {
    const reply = await send(name, input);
    if (reply.status >= 300) throw new Error(`${name}: ${reply.status} ${reply.text}`);
    return operations[name].answer.parse(json(reply)) as Answer<typeof name>;
  };
  return {
    token,
    refreshToken,
    ask: send,
    do: act,
    command: ({ id = randomUUID(), ...command }: { id?: string }, expectedVersion) =>
      act("command", { body: { command: { id, ...command }, expectedVersion } }),
  };
}
