/** How the local cloud speaks: one line per happening, data beside it. The caller decides where lines go. */
export type LogLevel = "debug" | "info" | "warn" | "error";

export type Log = (level: LogLevel, message: string, data?: Record<string, unknown>) => void;

/** For callers that want silence. */
export const silent: Log = () => {};

/** What a caught value says, for a log line. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
