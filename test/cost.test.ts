/** `npm run cost` as a user runs it, and what its model says of the stage that the stacks describe. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@podium/core/board/canonical.ts";
import { DEPLOYED } from "@podium/core/cost/deployed.ts";
import { FUNCTION, WATCHING } from "@podium/core/cost/prices.ts";
import { SCENARIOS } from "@podium/core/cost/scenarios.ts";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compact, expand, Names } from "../scripts/compact.ts";
import { settingsOf } from "../stacks/settings.ts";
import { run } from "./support/process.ts";

const folder = mkdtempSync(join(tmpdir(), "podium-cost-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cost(...args: string[]): Promise<{ code: number | null; out: string; said: string }> {
  const command = run("scripts/cost.ts", args);
  const { code } = await command.exited;
  return { code, out: command.stdout(), said: command.stderr().trim() };
}

interface Bill {
  totalUsd: number;
  parts: Record<string, number>;
  target?: { underUsd: number; met: boolean };
}

describe("npm run cost", () => {
  it("gives an object for each scenario, with its sum and its parts", async () => {
    const { code, out } = await cost("--json");
    expect(code).toBe(0);
    const bills = JSON.parse(out) as Record<string, Bill>;
    expect(Object.keys(bills)).toEqual([...SCENARIOS]);
    for (const [name, { totalUsd, parts }] of Object.entries(bills)) {
      const sum = Object.values(parts).reduce((left, right) => left + right, 0);
      expect(sum, name).toBeCloseTo(totalUsd, 6);
    }
    for (const name of ["asBuilt", "guided"] as const) {
      const { totalUsd, target } = bills[name] as Bill;
      expect(target?.met).toBe(totalUsd < (target?.underUsd ?? 0));
    }
  });

  it("prints bill, scenarios, targets, what it is held against and what it hangs on", async () => {
    const { code, out } = await cost();
    expect(code).toBe(0);
    for (const text of [...SCENARIOS, "1,000,000.00", "6,500.00", "60.00", "What as built hangs on"])
      expect(out).toContain(text);
    expect(out).toMatch(/^asBuilt: [\d,.]+, target under 7,500\.00: (met|MISSED)/m);
    expect(out).toMatch(/^guided: [\d,.]+, target under 3,500\.00: (met|MISSED)/m);
  });

  it("takes other traffic and other measurements, later ones before earlier ones", async () => {
    const file = (name: string, content: object) => {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return ["--measured", join(folder, name)];
    };
    const args = ["--requests-per-day", "1e6", "--days", "10", "--region", "eu", "--json"];
    const first = file("first.json", { edge: { hitRatio: 0 } });
    const second = file("second.json", { edge: { hitRatio: 1, originPer1000: 0 } });
    const { out } = await cost(...args, ...first, ...second);
    const { asBuilt } = JSON.parse(out) as { asBuilt: { quantities: Record<string, number> } };
    expect(asBuilt.quantities).toMatchObject({ requests: 10_000_000, originRequests: 0 });
  });

  it.each<[string[], RegExp]>([
    [["--requests-per-day", "many"], /^--requests-per-day: 'many' .* is a number from 0 to/],
    [["--requests-per-day", ""], /^--requests-per-day: '' /],
    [["--days", "0"], /^--days: '0' .* above 0/],
    [["--region", "moon"], /^--region: 'moon' .* one of us, eu,/],
    [["--update-hours", "25"], /^--update-hours: '25' .* from 0 to 24/],
    [["--measured", "/nowhere.json"], /^--measured: \/nowhere\.json: /],
    [["--dais", "3"], /--dais/],
  ])("%j is answered with one line that names it", async (args, line) => {
    const { code, out, said } = await cost(...args);
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(said).toMatch(line);
    expect(said.split("\n")).toHaveLength(1);
  });
});

describe("what the model takes for deployed", () => {
  it("is in the settings of production", () => {
    const { originShield } = settingsOf("production");
    expect(DEPLOYED.originShield).toBe(originShield);
  });

  it("costs as much while idle as the stacks' own list says", () => {
    const list = readFileSync(new URL("../docs/architecture/idle-costs.md", import.meta.url), "utf8");
    const production = (row: string) => {
      const cells =
        list
          .split("\n")
          .find((line) => line.startsWith(`| ${row}`))
          ?.split("|") ?? [];
      return { count: Number(cells.at(-3)), usd: Number(cells.at(-2)) };
    };
    const { alarms, keys, firewalls, watches } = DEPLOYED;
    expect(production("alarms").count).toBe(alarms);
    expect(production("alarms").usd).toBeCloseTo(alarms * WATCHING.alarmMonth, 2);
    expect(production("keys").count).toBe(keys);
    expect(production("firewall").count).toBe(firewalls.rules);
    const usd =
      watches.gbSecondsAMonth * FUNCTION.perGbSecond + (watches.runsAMonth / 1e6) * FUNCTION.perMillionRuns;
    expect(production("watching").usd).toBeCloseTo(usd, 1);
  });
});

describe("the compact form, which sizes are compared with", () => {
  const names = fc.string({ minLength: 1, maxLength: 4 }).filter((name) => name !== "__proto__");
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 7, "a"),
      fc.array(tie("json"), { maxLength: 5 }),
      fc.dictionary(names, tie("json"), { maxKeys: 4 }),
    ),
  }));

  it("loses nothing", () => {
    fc.assert(
      fc.property(json, (value) => {
        const known = new Names();
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        expect(expand(compact(plain, known), known)).toEqual(plain);
      }),
    );
  });
});
