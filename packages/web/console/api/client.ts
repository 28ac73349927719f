/** The console's API, each operation typed by its contract. */
import {
  type Answer,
  type Asked,
  type OperationName,
  operations,
  PREFIX,
} from "@podium/functions/admin/contract.ts";
import type * as z from "zod";
import type { Session } from "../session/session.ts";
import { send } from "./http.ts";
import { Refused, SignedOut } from "./problem.ts";

type Body<N extends OperationName> = (typeof operations)[N] extends { body: infer S extends z.ZodType }
  ? { body: z.input<S> }
  : { body?: undefined };

export type Input<N extends OperationName> = {
  parameters?: Asked<N>["parameters"];
  query?: Readonly<Record<string, string | undefined>>;
} & Body<N>;

export class Client {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  /** @throws Refused, Unreachable, SignedOut */
  async ask<N extends OperationName>(name: N, input: Input<N>): Promise<Answer<N>> {
    return (await (await this.send(name, input)).json()) as Answer<N>;
  }

  /** An answer that is a file. @throws Refused, Unreachable, SignedOut */
  async file<N extends OperationName>(name: N, input: Input<N>): Promise<Blob> {
    return (await this.send(name, input)).blob();
  }

  private async send<N extends OperationName>(
    name: N,
    { parameters = {}, query = {}, body }: Input<N>,
  ): Promise<Response> {
    const { method, path } = operations[name];
    const named = parameters as Readonly<Record<string, string>>;
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(named[key] ?? ""));
    const wanted = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
    const text = new URLSearchParams(wanted).toString();
    const request = { method, path: `${PREFIX}${filled}${text && `?${text}`}`, body };
    try {
      return await send({ ...request, token: await this.session.token() });
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
    }
    await this.session.renew();
    try {
      return await send({ ...request, token: await this.session.token() });
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
      this.session.expire();
      throw new SignedOut();
    }
  }
}

const isUnauthenticated = (error: unknown): boolean =>
  error instanceof Refused && error.problem.status === 401;
