/** `GET /api/health/live` and `/ready`: is this process up; can it do its work, and how fast does each dependency answer. */

import middy from "@middy/core";
import { readBoard } from "@podium/core/board/read.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problems } from "../http/middleware.ts";
import type { ReadDependencies } from "./board.ts";
import { NotFound } from "./route.ts";

interface Dependency {
  state: "up" | "down";
  latencyMs: number;
}

export function createHealthHandler({ client, table, nowMs, log, metrics }: ReadDependencies) {
  const handle = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    if (event.rawPath === "/api/health/live") return answer(200, { status: "up" });
    if (event.rawPath !== "/api/health/ready") {
      throw new NotFound({ code: "NOT_FOUND", detail: `there is nothing at ${event.rawPath}` });
    }
    const started = nowMs();
    let state: Dependency["state"] = "up";
    try {
      await readBoard(client, table, "live");
    } catch (error) {
      state = "down";
      log.warn("table unreachable", { error });
    }
    const dependencies: Record<string, Dependency> = {
      table: { state, latencyMs: Math.round(nowMs() - started) },
    };
    return answer(state === "up" ? 200 : 503, { status: state, dependencies });
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problems(log, metrics))
    .handler(handle);
}

function answer(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}
