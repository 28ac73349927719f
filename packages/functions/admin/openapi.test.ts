import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openapi } from "./openapi.ts";

const FILE = new URL("../../../docs/api/openapi.json", import.meta.url);

it("the description that is checked in is the one that the schemas make (npm run openapi)", () => {
  expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(JSON.parse(JSON.stringify(openapi())));
});

it("every reference in it leads somewhere", () => {
  const { components } = openapi() as { components: { schemas: Record<string, unknown> } };
  const references = [...JSON.stringify(openapi()).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g)];
  expect(references.length).toBeGreaterThan(50);
  for (const [, name = ""] of references) expect(components.schemas).toHaveProperty(name);
});
