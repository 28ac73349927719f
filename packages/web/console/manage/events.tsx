/** @jsxImportSource react */
/** Events and their units. */
import { decides, event as eventSchema, scheduleStatus } from "@podium/core/results/schema.ts";
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useState } from "react";
import { useAsked } from "../app/asked.ts";
import { instantText } from "../events/time.ts";
import { Action, Field, Status, Table, Waiting } from "../parts/parts.tsx";
import { type FieldSpec, RecordForm, type Texts } from "../parts/record-form.tsx";
import { t } from "../text.ts";
import { useCommand } from "./command.ts";

type Whole = Answer<"event">;
type Unit = Whole["units"][number];

const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
const f = t.manage.fields;

const EVENT_FIELDS: readonly FieldSpec[] = [
  { key: "id", label: f.id, hint: t.manage.eventId, required: true },
  { key: "name", label: f.name, required: true },
  { key: "disciplineName", label: f.disciplineName, required: true },
  { key: "competitorKind", label: f.competitorKind, options: same(eventSchema.shape.competitorKind.options) },
];
const NEW_EVENT: Texts = { competitorKind: "athlete" };

const UNIT_FIELDS: readonly FieldSpec[] = [
  { key: "id", label: f.rsc, required: true },
  { key: "phaseName", label: f.phaseName, required: true },
  { key: "name", label: f.name, required: true },
  { key: "order", label: f.order, type: "number", required: true },
  { key: "kind", label: f.kind, options: same(["unit", "match"]) },
  { key: "day", label: f.day, type: "date", required: true },
  { key: "start", label: f.start, hint: t.manage.instant, required: true },
  { key: "end", label: f.end, hint: t.manage.instant, required: true },
  { key: "venue", label: f.venue, required: true },
  { key: "decides", label: f.decides, options: [["", t.manage.nothing], ...same(decides.options)] },
  { key: "status", label: f.status, options: same(scheduleStatus.options) },
];
const NEW_UNIT: Texts = { kind: "unit", status: "SCHEDULED", order: "1" };

export function Events() {
  const { value, error, again } = useAsked("events", {});
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState(false);
  const carry = useCommand();
  if (value === undefined) return <Waiting error={error} />;
  const wanted = search.trim().toLowerCase();
  const events = value.events.filter(({ id, name, discipline }) =>
    `${id} ${name} ${discipline.name}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className="actions">
        <Field label={t.manage.search} value={search} onChange={setSearch} />
        <Action onPress={() => setAdding(true)}>{t.manage.newEvent}</Action>
      </div>
      {open !== undefined && (
        <EventWhole key={open} id={open} onClose={() => setOpen(undefined)} onSaved={again} />
      )}
      <Table
        label={t.manage.parts.events}
        rows={events}
        keyOf={({ id }) => id}
        columns={[
          [f.id, ({ id }) => id],
          [f.name, ({ name }) => name],
          [f.disciplineName, ({ discipline }) => discipline.name],
          [f.status, ({ status }) => <Status value={status} />],
          [t.manage.units, ({ units }) => units],
          [
            t.manage.care,
            ({ id, name }) => (
              <Action aria-label={`${t.manage.open} ${name} ${id}`} onPress={() => setOpen(id)}>
                {t.manage.open}
              </Action>
            ),
          ],
        ]}
      />
      {adding && (
        <RecordForm
          title={t.manage.newEvent}
          fields={EVENT_FIELDS}
          values={NEW_EVENT}
          onSave={async (texts) => {
            await carry({ type: "events", events: [texts] }, 0);
            again();
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

function EventWhole({ id, onClose, onSaved }: { id: string; onClose: () => void; onSaved: () => void }) {
  const { value, error, again } = useAsked("event", { parameters: { event: id } });
  const [editing, setEditing] = useState(false);
  const [unit, setUnit] = useState<Unit | "new">();
  const carry = useCommand();
  if (value === undefined) return <Waiting error={error} />;
  const { event, units } = value;
  return (
    <section className="opened" aria-label={event.value?.name ?? id}>
      <h2>{event.value?.name ?? id}</h2>
      <div className="actions">
        <Action onPress={() => setEditing(true)}>{t.manage.edit}</Action>
        <Action onPress={() => setUnit("new")}>{t.manage.newUnit}</Action>
        <Action onPress={onClose}>{t.close}</Action>
      </div>
      <Table
        label={t.manage.units}
        rows={units}
        keyOf={({ value: one }) => one?.id ?? ""}
        columns={[
          [f.rsc, ({ value: one }) => one?.id],
          [f.phaseName, ({ value: one }) => one?.phaseName],
          [f.name, ({ value: one }) => one?.name],
          [f.start, ({ value: one }) => one && instantText(one.start)],
          [f.venue, ({ value: one }) => one?.venue],
          [f.decides, ({ value: one }) => one?.decides],
          [
            t.manage.care,
            (one) => (
              <Action
                aria-label={`${t.manage.edit} ${one.value?.name} ${one.value?.id}`}
                onPress={() => setUnit(one)}
              >
                {t.manage.edit}
              </Action>
            ),
          ],
        ]}
      />
      {editing && (
        <RecordForm
          title={t.manage.edit}
          fields={EVENT_FIELDS.slice(1)}
          values={textsOf(event.value)}
          onSave={async (texts) => {
            await carry({ type: "events", events: [{ ...texts, id }] }, event.version);
            again();
            onSaved();
          }}
          onClose={() => setEditing(false)}
        />
      )}
      {unit !== undefined && (
        <RecordForm
          title={unit === "new" ? t.manage.newUnit : t.manage.edit}
          fields={unit === "new" ? UNIT_FIELDS : UNIT_FIELDS.slice(1)}
          values={unit === "new" ? { ...NEW_UNIT, id: id.padEnd(22, "-") } : textsOf(unit.value)}
          onSave={async (texts) => {
            const version = unit === "new" ? 0 : unit.version;
            await carry({ type: "units", units: [{ ...texts, order: Number(texts.order) }] }, version);
            again();
            onSaved();
          }}
          onClose={() => setUnit(undefined)}
        />
      )}
    </section>
  );
}

function textsOf(value: object | null): Texts {
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, one]) => [key, String(one)]));
}
