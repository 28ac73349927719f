/** `/api/docs`: the console's API to browse and to try. On one machine only. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import { openapi } from "@podium/functions/admin/openapi.ts";
import type { GatewayRoute } from "./gateway/gateway.ts";

const PATH = "/api/docs";

/** As everywhere, and the little pictures that Swagger UI has in its style sheet. */
export const DOCS_HEADERS = {
  ...SECURITY_HEADERS,
  "content-security-policy": SECURITY_HEADERS["content-security-policy"].replace(
    "img-src 'self'",
    "img-src 'self' data:",
  ),
};

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Podium: the console's API</title>
  <link rel="stylesheet" href="swagger-ui.css">
  <link rel="stylesheet" href="index.css">
  <link rel="icon" href="favicon-32x32.png">
  <main id="api"></main>
  <script src="swagger-ui-bundle.js"></script>
  <script src="start.js"></script>
</html>
`;
const START = `SwaggerUIBundle({
  url: "openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null, persistAuthorization: false,
});
`;

const TYPES = { css: "text/css", js: "text/javascript", png: "image/png" } as const;
const FROM_PACKAGE = /^(?:swagger-ui\.css|index\.css|swagger-ui-bundle\.js|favicon-32x32\.png)$/;

interface File {
  type: string;
  body: Buffer;
}

export function docsRoutes(): GatewayRoute[] {
  const handler: GatewayRoute["handler"] = async ({ rawPath }) => {
    if (rawPath === PATH) return { statusCode: 308, headers: { location: `${PATH}/` } };
    const found = fileAt(rawPath.slice(PATH.length + 1));
    if (found === undefined) return { statusCode: 404, body: "Not Found" };
    return {
      statusCode: 200,
      headers: { "content-type": found.type, "cache-control": "no-cache" },
      body: found.body.toString("base64"),
      isBase64Encoded: true,
    };
  };
  return [`GET ${PATH}`, `GET ${PATH}/`, `GET ${PATH}/{file}`].map((route) => ({
    route,
    handler,
    name: "docs",
  }));
}

function fileAt(name: string): File | undefined {
  if (name === "") return { type: "text/html; charset=utf-8", body: Buffer.from(PAGE) };
  if (name === "start.js") return { type: TYPES.js, body: Buffer.from(START) };
  if (name === "openapi.json")
    return { type: "application/json", body: Buffer.from(JSON.stringify(openapi())) };
  if (!FROM_PACKAGE.test(name)) return undefined;
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const kind = name.slice(name.lastIndexOf(".") + 1) as keyof typeof TYPES;
  return { type: TYPES[kind], body: readFileSync(join(folder, name)) };
}
