/** @jsxImportSource react */
/** What every page of the console works with: who is signed in, the API, what is on its way, the server's clock. */
import type { me } from "@podium/functions/admin/schema.ts";
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type * as z from "zod";
import type { Client } from "../api/client.ts";
import type { Outbox, OutboxState } from "../outbox/outbox.ts";
import type { Session, SessionState } from "../session/session.ts";
import type { Announcer } from "./announcer.ts";
import type { Answers } from "./answers.ts";
import type { Clock } from "./clock.ts";

export type Me = z.infer<typeof me>;
export type Permission = Me["permissions"][number];

export interface Desk {
  me: Me;
  session: Session;
  client: Client;
  outbox: Outbox;
  answers: Answers;
  clock: Clock;
  announcer: Announcer;
}

const DeskContext = createContext<Desk | undefined>(undefined);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error("outside of the console");
  return desk;
}

export function useMay(permission: Permission): boolean {
  return useDesk().me.permissions.includes(permission);
}

export function useSession(session: Session): SessionState {
  return useSyncExternalStore(session.subscribe, session.state);
}

export function useOutbox(): OutboxState {
  const { outbox } = useDesk();
  return useSyncExternalStore(outbox.subscribe, outbox.state);
}

/** The server's time, to the second. */
export function useNow(): number {
  const { clock } = useDesk();
  const [nowMs, setNowMs] = useState(clock.nowMs());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(clock.nowMs()), 1_000);
    return () => clearInterval(timer);
  }, [clock]);
  return nowMs;
}
