/** What must be true of each stage, by title. The graphs are made by `npm run infra` before. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Graph } from "./graph.ts";
import { GUARANTEES } from "./guarantees/all.ts";
import { idleCosts, idleFile } from "./idle.ts";
import { graphFile, STAGES } from "./paths.ts";

const graphOf = (stage: string) => JSON.parse(readFileSync(graphFile(stage), "utf8")) as Graph;

describe.each(STAGES)("%s", (stage) => {
  const graph = graphOf(stage);
  for (const { title, stages, holds } of GUARANTEES) {
    if (stages === undefined || stages.includes(stage)) test(title, () => holds(graph));
  }
});

test("docs/architecture/idle-costs.md says what idle stages cost", () => {
  expect(readFileSync(idleFile, "utf8")).toBe(idleCosts(STAGES.map(graphOf)));
});
