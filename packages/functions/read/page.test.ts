import { expect, test } from "vitest";
import { createPageHandler } from "./page.ts";

const handler = createPageHandler("<!doctype html><title>Podium</title>");

test("a page that nobody wrote a document for is the app, kept for a minute", async () => {
  expect(await handler({ rawPath: "/athletes/1234567/index.html" })).toMatchObject({
    statusCode: 200,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=60" },
    body: "<!doctype html><title>Podium</title>",
  });
});

test("a file that isn't there is not the app", async () => {
  for (const rawPath of ["/assets/index-DiwrgTda.js", "/robots.txt"]) {
    expect(await handler({ rawPath })).toMatchObject({ statusCode: 404, body: "Not Found" });
  }
});
