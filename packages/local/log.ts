/** How the local cloud speaks: one line per happening, data beside it. The caller decides where lines go. */
export type LogLevel = "debug" | "info" | "warn" | "error";

export type Log = (level: LogLevel, message: string, data?: Record<string, unknown>) => void;

/** For callers that want silence. */
export const silent: Log = () => {};

/** What a caught value says, for a log line. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

type HandlerLog = Record<LogLevel, (input: unknown, ...extra: unknown[]) => void>;

/** The handlers speak as Powertools does; on one machine their lines go where all the others go. */
export function handlerLogOf(log: Log): HandlerLog {
  const at =
    (level: LogLevel) =>
    (input: unknown, ...extra: unknown[]) =>
      log(
        level,
        String(input),
        Object.assign({}, ...extra.map((part) => (typeof part === "object" ? part : { part }))),
      );
  return { debug: at("debug"), info: at("debug"), warn: at("warn"), error: at("error") };
}
