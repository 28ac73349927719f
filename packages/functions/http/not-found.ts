import { PodiumError } from "@podium/core/errors.ts";

export class NotFound extends PodiumError {}

export function notFound(path: string): NotFound {
  return new NotFound({ code: "NOT_FOUND", detail: `there is nothing at ${path}` });
}
