/** Who is signed in, in memory alone: a page that is loaded anew knows nobody. */
import { operations, PREFIX } from "@podium/functions/sign-in/contract.ts";
import type { Step } from "@podium/functions/sign-in/schema.ts";
import { send } from "../api/http.ts";
import { Refused, SignedOut } from "../api/problem.ts";

type Tokens = Extract<Step, { step: "done" }>;

/** `expired`: what was typed is still on the screen, and waits for the same person. */
export type Phase = "out" | "in" | "expired";

export interface SessionState {
  phase: Phase;
  user: string | undefined;
}

/** An access token is asked for anew so long before its end. */
const EARLY_MS = 30_000;

export class Session {
  private current: SessionState = { phase: "out", user: undefined };
  private accessToken = "";
  private refreshToken: string | undefined;
  private untilMs = 0;
  private renewal: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  /** @throws Refused, Unreachable */
  password(username: string, password: string): Promise<Step> {
    return this.step("password", username, { username, password });
  }

  /** @throws Refused, Unreachable */
  code(username: string, session: string, code: string): Promise<Step> {
    return this.step("code", username, { username, session, code });
  }

  newPassword(username: string, session: string, password: string): Promise<Step> {
    return this.step("newPassword", username, { username, session, password });
  }

  setUpCode(username: string, session: string, code: string): Promise<Step> {
    return this.step("setUpCode", username, { username, session, code });
  }

  async setUp(session: string): Promise<{ session: string; secret: string }> {
    const response = await post("setUp", { session });
    return (await response.json()) as { session: string; secret: string };
  }

  /** A token that holds a while. @throws SignedOut, Unreachable */
  async token(): Promise<string> {
    if (this.current.phase !== "in") throw new SignedOut();
    if (Date.now() > this.untilMs - EARLY_MS) await this.renew();
    return this.accessToken;
  }

  /** After an answer that doesn't take the token. @throws SignedOut, Unreachable */
  async renew(): Promise<void> {
    this.renewal ??= this.refresh().finally(() => {
      this.renewal = undefined;
    });
    await this.renewal;
  }

  expire(): void {
    if (this.current.phase !== "in") return;
    this.forget();
    this.become({ phase: "expired", user: this.current.user });
  }

  /** Here, and in every other place where this person is signed in. */
  async signOut(): Promise<void> {
    const token = this.accessToken;
    this.forget();
    this.become({ phase: "out", user: undefined });
    try {
      await post("out", {}, token);
    } catch (error) {
      // Here the tokens are forgotten whatever the server says; elsewhere they end with their time.
      console.warn(error);
    }
  }

  readonly state = (): SessionState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private async step(
    name: "password" | "code" | "newPassword" | "setUpCode",
    user: string,
    body: object,
  ): Promise<Step> {
    const next = (await (await post(name, body)).json()) as Step;
    if (next.step === "done") {
      this.take(next);
      this.become({ phase: "in", user });
    }
    return next;
  }

  private async refresh(): Promise<void> {
    if (this.refreshToken === undefined) {
      this.expire();
      throw new SignedOut();
    }
    try {
      this.take((await (await post("refresh", {}, this.refreshToken)).json()) as Tokens);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.expire();
      throw new SignedOut();
    }
  }

  private take({ accessToken, refreshToken, expiresInSeconds }: Tokens): void {
    this.accessToken = accessToken;
    this.refreshToken = refreshToken ?? this.refreshToken;
    this.untilMs = Date.now() + expiresInSeconds * 1000;
  }

  private forget(): void {
    this.accessToken = "";
    this.refreshToken = undefined;
    this.untilMs = 0;
  }

  private become(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

function post(name: keyof typeof operations, body: object, token?: string): Promise<Response> {
  return send({ method: "POST", path: PREFIX + operations[name].path, body, token });
}
