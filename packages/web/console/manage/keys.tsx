/** @jsxImportSource react */
/** Keys of the feeds. A secret is shown once, here. */
import { useState } from "react";
import { useAsked, useDoing } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import { instantText } from "../events/time.ts";
import { Action, PopUp, Problem, Table, Waiting } from "../parts/parts.tsx";
import { RecordForm } from "../parts/record-form.tsx";
import { t } from "../text.ts";

const f = t.manage.fields;

export function Keys() {
  const { client } = useDesk();
  const { value, error, again } = useAsked("feedKeys", {});
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<{ id: string; apiKey: string }>();
  const doing = useDoing();
  if (value === undefined) return <Waiting error={error} />;
  const rotate = (key: string) =>
    void doing.run(async () => {
      const { apiKey } = await client.ask("rotateFeedKey", { parameters: { key } });
      setSecret({ id: key, apiKey });
      again();
    });
  const revoke = (key: string) =>
    void doing.run(async () => {
      await client.ask("revokeFeedKey", { parameters: { key } });
      again();
    });
  return (
    <>
      <div className="actions">
        <Action onPress={() => setAdding(true)}>{t.manage.newKey}</Action>
      </div>
      <Problem error={doing.error} />
      <Table
        label={t.manage.parts.keys}
        rows={value.keys}
        keyOf={({ id }) => id}
        columns={[
          [f.id, ({ id }) => id],
          [f.name, ({ name }) => name],
          [f.role, ({ role }) => role],
          [f.disciplines, ({ disciplines }) => disciplines.join(", ") || t.myEvents.all],
          [f.validUntil, ({ validUntil }) => instantText(validUntil)],
          [f.status, ({ revokedAt }) => (revokedAt === null ? t.manage.good : t.manage.revoked)],
          [
            t.manage.care,
            ({ id, revokedAt }) =>
              revokedAt === null && (
                <div className="actions">
                  <Action aria-label={`${t.manage.rotate} ${id}`} onPress={() => rotate(id)}>
                    {t.manage.rotate}
                  </Action>
                  <Action aria-label={`${t.manage.revoke} ${id}`} tone="danger" onPress={() => revoke(id)}>
                    {t.manage.revoke}
                  </Action>
                </div>
              ),
          ],
        ]}
      />
      {adding && (
        <RecordForm
          title={t.manage.newKey}
          fields={[
            { key: "id", label: f.id, required: true },
            { key: "name", label: f.name, required: true },
            {
              key: "role",
              label: f.role,
              options: [
                ["official", "official"],
                ["timing", "timing"],
              ],
            },
            { key: "disciplines", label: f.disciplines, hint: t.manage.disciplinesHint },
          ]}
          values={{ role: "official" }}
          onSave={async ({ id = "", name = "", role, disciplines = "" }) => {
            const codes = disciplines.split(/[\s,]+/).filter(Boolean);
            const { apiKey } = await client.ask("makeFeedKey", {
              body: { id, name, role: role === "timing" ? "timing" : "official", disciplines: codes },
            });
            setSecret({ id, apiKey });
            again();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {secret !== undefined && (
        <PopUp title={secret.id} onClose={() => setSecret(undefined)}>
          <p>{t.manage.secretOnce}</p>
          <code className="secret">{secret.apiKey}</code>
          <Action onPress={() => setSecret(undefined)}>{t.close}</Action>
        </PopUp>
      )}
    </>
  );
}
