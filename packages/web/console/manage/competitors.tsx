/** @jsxImportSource react */
/** Athletes, pairs and teams, found by name. */
import { competitor as competitorSchema } from "@podium/core/results/schema.ts";
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useDeferredValue, useState } from "react";
import { useAsked } from "../app/asked.ts";
import { Action, Field, Table, Waiting } from "../parts/parts.tsx";
import { type FieldSpec, RecordForm, type Texts } from "../parts/record-form.tsx";
import { t } from "../text.ts";
import { useCommand } from "./command.ts";

type Stored = Answer<"competitors">["competitors"][number];

const f = t.manage.fields;
const FIELDS: readonly FieldSpec[] = [
  { key: "id", label: f.id, required: true },
  {
    key: "kind",
    label: f.competitorKind,
    options: competitorSchema.shape.kind.options.map((kind) => [kind, kind] as const),
  },
  { key: "name", label: f.name, required: true },
  { key: "family", label: f.family },
  { key: "given", label: f.given },
  { key: "noc", label: f.noc, required: true },
  {
    key: "gender",
    label: f.gender,
    options: [
      ["", t.manage.nothing],
      ["M", "M"],
      ["W", "W"],
    ],
  },
  { key: "members", label: f.members, hint: t.manage.membersHint },
];
const NEW: Texts = { kind: "athlete" };

export function Competitors() {
  const [search, setSearch] = useState("");
  const { value, error, again } = useAsked("competitors", { query: { search: useDeferredValue(search) } });
  const [editing, setEditing] = useState<Stored | "new">();
  const carry = useCommand();
  const save = async ({ members, ...texts }: Texts) => {
    const competitor = { ...texts, ...(members !== undefined && { members: members.split(/[\s,]+/) }) };
    const known = editing === "new" || editing === undefined ? undefined : editing;
    const id = known?.value?.id;
    const command = {
      type: "competitors",
      competitors: [{ ...competitor, ...(id !== undefined && { id }) }],
    };
    await carry(command, known?.version ?? 0);
    again();
  };
  return (
    <>
      <div className="actions">
        <Field label={t.manage.search} value={search} onChange={setSearch} />
        <Action onPress={() => setEditing("new")}>{t.manage.newCompetitor}</Action>
      </div>
      {value === undefined ? (
        <Waiting error={error} />
      ) : (
        <Table
          label={t.manage.parts.competitors}
          rows={value.competitors}
          keyOf={({ value: one, id }) => one?.id ?? String(id)}
          columns={[
            [f.name, ({ value: one }) => one?.name],
            [f.id, ({ value: one }) => one?.id],
            [f.noc, ({ value: one }) => one?.noc],
            [f.competitorKind, ({ value: one }) => one?.kind],
            [
              t.manage.care,
              (one) => (
                <Action aria-label={`${t.manage.edit} ${one.value?.name}`} onPress={() => setEditing(one)}>
                  {t.manage.edit}
                </Action>
              ),
            ],
          ]}
        />
      )}
      {value?.more && <p className="muted">{t.manage.more}</p>}
      {editing !== undefined && (
        <RecordForm
          title={editing === "new" ? t.manage.newCompetitor : t.manage.edit}
          fields={editing === "new" ? FIELDS : FIELDS.slice(1)}
          values={editing === "new" ? NEW : textsOf(editing)}
          onSave={save}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

function textsOf({ value }: Stored): Texts {
  const { members, ...rest } = value ?? {};
  return { ...(rest as Texts), ...(members && { members: members.join(" ") }) };
}
