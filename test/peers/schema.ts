/** The relational half: what is said of a race before it begins, and each entry's mark. */
import { eventRsc, parse } from "@podium/core/results/rsc.ts";
import type { Dataset } from "@podium/local/games/dataset.ts";
import type { Pool } from "./drivers.ts";

const SCHEMA = `
CREATE TABLE events (
  id text PRIMARY KEY, rsc text NOT NULL, name text NOT NULL, gender text NOT NULL,
  discipline_code text NOT NULL, discipline_name text NOT NULL
);
CREATE TABLE units (
  rsc text PRIMARY KEY, event text NOT NULL REFERENCES events, phase text NOT NULL, name text NOT NULL,
  status text NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, venue text NOT NULL
);
CREATE INDEX ON units (event);
CREATE TABLE athletes (id text PRIMARY KEY, name text NOT NULL, noc text NOT NULL);
CREATE TABLE entries (
  unit text NOT NULL REFERENCES units, athlete text NOT NULL REFERENCES athletes, bib text, start_order int,
  started_at timestamptz, time_ms int, irm text, marked_at timestamptz,
  PRIMARY KEY (unit, athlete)
);`;

/** The tables, with these races: all units are LIVE, nobody has a mark. */
export async function fill(pool: Pool, { events, units, competitors, entries }: Dataset): Promise<void> {
  await pool.query(SCHEMA);
  await insert(
    pool,
    "events",
    events.map(({ id, name, disciplineName }) => {
      const { gender, discipline } = parse(eventRsc(id));
      return [id, eventRsc(id), name, gender, discipline, disciplineName];
    }),
  );
  await insert(
    pool,
    "units",
    units.map(({ id, event, phaseName, name, start, end, venue }) => [
      id,
      event,
      phaseName,
      name,
      "LIVE",
      start,
      end,
      venue,
    ]),
  );
  await insert(
    pool,
    "athletes",
    competitors.map(({ id, given, family, noc }) => [id, [given, family].filter(Boolean).join(" "), noc]),
  );
  await insert(
    pool,
    "entries (unit, athlete, bib, start_order)",
    entries.map(({ unit, competitor, bib, startOrder }) => [unit, competitor, bib, startOrder]),
  );
  await pool.query("ANALYZE");
}

async function insert(pool: Pool, table: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  const width = rows[0]?.length ?? 0;
  const tuple = (_: unknown, row: number) =>
    `(${Array.from({ length: width }, (_, column) => `$${row * width + column + 1}`).join(", ")})`;
  const text = `INSERT INTO ${table} VALUES ${rows.map(tuple).join(", ")}`;
  await pool.query({ name: `insert ${table}`, text, values: rows.flat() });
}
