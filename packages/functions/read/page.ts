/**
 * The page of a path that has no document: the app itself, which finds out what to show. Reached where the edge found
 * nothing in the bucket, under the path that it looked for (stacks/pages.ts).
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

const DOCUMENT = "/index.html";

export function createPageHandler(shell: string) {
  return async ({ rawPath }: Pick<APIGatewayProxyEventV2, "rawPath">) =>
    rawPath.endsWith(DOCUMENT) ? page(shell) : missing();
}

function page(body: string): APIGatewayProxyStructuredResultV2 {
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=60" };
  return { statusCode: 200, headers, body };
}

function missing(): APIGatewayProxyStructuredResultV2 {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=10" };
  return { statusCode: 404, headers, body: "Not Found" };
}
