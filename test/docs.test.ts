/** What the documents say is true: examples are taken, commands and links exist. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sign } from "@podium/core/feed/signature.ts";
import { COMMAND_TYPES, parseCommand } from "@podium/core/results/commands.ts";
import { ROUTES } from "@podium/functions/read/route.ts";
import { expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const documents = globSync(["*.md", "docs/**/*.md", "packages/*/**/*.md"], {
  exclude: ["**/node_modules/**"],
});
const block = (file: string, language: string) =>
  [...read(file).matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text]) => text ?? "",
  );

it("each example message of the feed's page is taken, and each type has one", () => {
  const messages = block("docs/feed.md", "ndjson")
    .join("\n")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parseCommand(JSON.parse(line)));
  expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(COMMAND_TYPES));
});

it("the feed's page signs as the ingest verifies", () => {
  const [script = ""] = block("docs/feed.md", "bash");
  expect(script).toContain(`printf '%s.%s' "$now" "$body" | openssl dgst -sha256 -hmac`);
  // printf '1.x' | openssl dgst -sha256 -hmac secret
  expect(sign("secret", "1", Buffer.from("x"))).toBe(
    "v1=33270e99f50e3d3ec295e0d7185dc323a6231c2739f396d70e6b71ea6a435486",
  );
});

it("the page of the boards lists each path that is answered, and no other", () => {
  const listed = [...read("docs/api/boards.md").matchAll(/^\| `\/api\/([^`]+)`/gm)].map(([, path]) => path);
  const answered = ROUTES.map(({ prefix, parameter, suffix = "" }) =>
    parameter === undefined ? prefix : `${prefix}{${parameter}}${suffix}`,
  );
  expect(listed.sort()).toEqual(answered.sort());
});

it.each(documents)("the npm commands in %s exist", (file) => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const [, name = ""] of read(file).matchAll(/npm run ([\w-]+)/g))
    expect(Object.keys(scripts)).toContain(name);
});

it.each(documents)("the links in %s lead somewhere", (file) => {
  for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
    expect(existsSync(join(dirname(file), target)), `${file}: ${target}`).toBe(true);
  }
});
