/** @jsxImportSource react */
/** Start lists and results from a file: dropped or chosen, tried out line by line, then applied. */

import type { Answer } from "@podium/functions/admin/contract.ts";
import { IMPORT_LIMIT_CHARACTERS } from "@podium/functions/admin/schema.ts";
import Papa from "papaparse";
import { useState } from "react";
import { DropZone, type FileDropItem, FileTrigger, Text } from "react-aria-components";
import { useDoing } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import { Action, Choice, Field, PageHead, Problem, Table } from "../parts/parts.tsx";
import { t } from "../text.ts";

type Report = Answer<"import">;
type Line = Report["lines"][number];
type Format = "csv" | "ndjson";

interface Chosen {
  /** Of this import: applied once, however often it is sent. */
  id: string;
  name: string;
  format: Format;
  text: string;
}

/** So many lines are shown; those that are wrong first. */
const SHOWN = 500;

export default function Import() {
  const { client, announcer } = useDesk();
  const [chosen, setChosen] = useState<Chosen>();
  const [unit, setUnit] = useState("");
  const [report, setReport] = useState<Report>();
  const { busy, error, run } = useDoing();

  const ask = async (file: Chosen, dryRun: boolean) => {
    const answer = await client.ask("import", {
      body: {
        id: file.id,
        format: file.format,
        text: file.format === "csv" ? commaSeparated(file.text) : file.text,
        dryRun,
        ...(unit.trim() !== "" && { unit: unit.trim() }),
      },
    });
    setReport(answer);
    announcer.say(t.import.summary(answer.summary, answer.dryRun));
  };
  const take = (file: File) =>
    run(async () => {
      setReport(undefined);
      const text = await file.text();
      if (text.length > IMPORT_LIMIT_CHARACTERS) throw new RangeError(t.import.tooLong);
      const format =
        /\.(ndjson|jsonl)$/i.test(file.name) || text.trimStart().startsWith("{") ? "ndjson" : "csv";
      const next: Chosen = { id: crypto.randomUUID(), name: file.name, format, text };
      setChosen(next);
      await ask(next, true);
    });
  const wrong = report?.lines.filter(({ outcome }) => outcome === "rejected") ?? [];
  const others = report?.lines.filter(({ outcome }) => outcome !== "rejected") ?? [];
  const applicable = report?.dryRun === true && (report.summary["would-change"] ?? 0) > 0;
  return (
    <>
      <PageHead title={t.menu.import} />
      <Field label={t.import.unit} hint={t.import.unitHint} value={unit} onChange={setUnit} />
      <DropZone
        className="drop"
        onDrop={({ items }) => {
          const file = items.find((item): item is FileDropItem => item.kind === "file");
          if (file !== undefined) void file.getFile().then(take);
        }}
      >
        <Text slot="label">{t.import.drop}</Text>{" "}
        <FileTrigger
          acceptedFileTypes={[".csv", ".ndjson", ".jsonl", "text/csv"]}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void take(file);
          }}
        >
          <Action>{t.import.choose}</Action>
        </FileTrigger>
        <p className="muted">{t.import.hint}</p>
      </DropZone>
      <Problem error={error} />
      {chosen !== undefined && (
        <div className="actions">
          <strong>{chosen.name}</strong>
          <Choice
            label={t.import.format}
            value={chosen.format}
            onChange={(format) => {
              setChosen({ ...chosen, format: format as Format });
              setReport(undefined);
            }}
            options={[
              ["csv", "CSV"],
              ["ndjson", "NDJSON"],
            ]}
          />
          <Action isDisabled={busy} onPress={() => void run(() => ask(chosen, true))}>
            {t.import.tryOut}
          </Action>
          {applicable && (
            <Action tone="primary" isDisabled={busy} onPress={() => void run(() => ask(chosen, false))}>
              {wrong.length > 0 ? t.import.applyRest : t.import.apply}
            </Action>
          )}
        </div>
      )}
      {report !== undefined && (
        <>
          <p role="status">{t.import.summary(report.summary, report.dryRun)}</p>
          <Lines lines={[...wrong, ...others].slice(0, SHOWN)} />
        </>
      )}
    </>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <Table
      label={t.import.report}
      rows={lines}
      keyOf={({ line }) => String(line)}
      columns={[
        [t.import.line, ({ line }) => line],
        [t.import.outcome, ({ outcome }) => t.import.outcomes[outcome]],
        [t.import.about, ({ about }) => about],
        [t.import.why, ({ field, rule }) => [field, rule].filter(Boolean).join(" ")],
        [t.preview.before, ({ before }) => (before === undefined ? "" : JSON.stringify(before))],
        [t.preview.after, ({ after }) => (after === undefined ? "" : JSON.stringify(after))],
      ]}
    />
  );
}

/** Spreadsheets write semicolons and tabs as well; the API reads commas. Lines stay where they were. */
function commaSeparated(text: string): string {
  const { data, meta } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    delimitersToGuess: [",", ";", "\t"],
  });
  return meta.delimiter === "," ? text : Papa.unparse(data, { newline: "\n" });
}
