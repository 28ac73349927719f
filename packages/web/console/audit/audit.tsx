/** @jsxImportSource react */
/** Who did what, when and why, with what was before and after: of an event, a person, a day. */
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useState } from "react";
import { useAsked, useDoing } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import type { Route } from "../app/route.ts";
import { dayIn, instantText } from "../events/time.ts";
import { Action, Choice, Field, PageHead, Problem, Waiting, Wide } from "../parts/parts.tsx";
import { t } from "../text.ts";

type Entry = Answer<"audit">["entries"][number];
const BY = ["trail", "actor", "day"] as const;
type By = (typeof BY)[number];

export default function Audit({ route }: { route: Route }) {
  const { client, clock, me } = useDesk();
  const event = route.page === "audit" ? route.event : undefined;
  const [by, setBy] = useState<By>(event === undefined ? "day" : "trail");
  const [values, setValues] = useState<Readonly<Record<By, string>>>({
    trail: event ?? "",
    actor: `user:${me.userId}`,
    day: dayIn("UTC", clock.nowMs()),
  });
  /** Where each page that was turned began. */
  const [pages, setPages] = useState<readonly string[]>([]);
  const query = { [by]: values[by], before: pages.at(-1), limit: "100" };
  const { value, error } = useAsked("audit", { query }, { wanted: values[by] !== "" });
  const file = useDoing();
  const change = (next: string) => {
    setValues({ ...values, [by]: next.trim() });
    setPages([]);
  };
  const save = () =>
    file.run(async () => {
      const blob = await client.file("auditFile", { query: { [by]: values[by] } });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `audit-${values[by].replace(/[^\w-]/g, "-")}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  return (
    <>
      <PageHead title={t.menu.audit}>
        <Choice
          label={t.audit.by}
          value={by}
          onChange={(next) => {
            setBy(next as By);
            setPages([]);
          }}
          options={BY.map((one) => [one, t.audit.kinds[one]])}
        />
        <Field
          label={t.audit.kinds[by]}
          type={by === "day" ? "date" : "text"}
          value={values[by]}
          onChange={change}
          {...(by === "trail" && { list: t.audit.trails })}
        />
        <Action onPress={() => void save()} isDisabled={file.busy || values[by] === ""}>
          {t.audit.file}
        </Action>
      </PageHead>
      <Problem error={file.error} />
      {value === undefined && values[by] !== "" && <Waiting error={error} />}
      {value?.entries.length === 0 && <p>{t.audit.none}</p>}
      {value !== undefined && value.entries.length > 0 && <Entries entries={value.entries} />}
      <div className="actions">
        {pages.length > 0 && <Action onPress={() => setPages(pages.slice(0, -1))}>{t.audit.newer}</Action>}
        {value?.before != null && (
          <Action onPress={() => setPages([...pages, value.before ?? ""])}>{t.audit.older}</Action>
        )}
      </div>
    </>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <Wide label={t.menu.audit}>
      <table className="audit">
        <thead>
          <tr>
            {t.audit.columns.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={`${entry.trail} ${entry.entry}`}>
              <th scope="row">{instantText(entry.recordedAt)}</th>
              <td>
                {entry.actor}
                {entry.proposedBy !== null && <p className="muted">{t.proposals.by(entry.proposedBy)}</p>}
              </td>
              <td>
                {entry.command}
                {entry.reason !== null && <p className="muted">{entry.reason}</p>}
              </td>
              <td>
                {entry.changes.map(({ fact, before, after }) => (
                  <dl key={fact} className="change">
                    <dt>{factText(fact)}</dt>
                    <dd className="before">{valueText(before)}</dd>
                    <dd>{valueText(after)}</dd>
                  </dl>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** The fillers of an RSC say nothing to a reader. */
function factText(fact: string): string {
  return fact.replace(/-{2,}/g, " ");
}

/** `timeMs 103450, irm DSQ`. */
function valueText(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (typeof value !== "object" || Array.isArray(value)) return plain(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${plain(one)}`)
    .join(", ");
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
