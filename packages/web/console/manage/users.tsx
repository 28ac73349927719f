/** @jsxImportSource react */
/** Who may sign in, and what for. */
import type { Answer } from "@podium/functions/admin/contract.ts";
import { useState } from "react";
import { useAsked, useDoing } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import { Action, PopUp, Problem, Table, Waiting } from "../parts/parts.tsx";
import { RecordForm } from "../parts/record-form.tsx";
import { t } from "../text.ts";

type User = Answer<"users">["users"][number];
const f = t.manage.fields;

export function Users() {
  const { client } = useDesk();
  const { value, error, again } = useAsked("users", {});
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<Answer<"makeUser">>();
  const [grouping, setGrouping] = useState<User>();
  const doing = useDoing();
  if (value === undefined) return <Waiting error={error} />;
  const act = (name: "disableUser" | "enableUser" | "signOutUser", username: string) =>
    void doing.run(async () => {
      await client.ask(name, { parameters: { username } });
      again();
    });
  return (
    <>
      <div className="actions">
        <Action onPress={() => setAdding(true)}>{t.manage.newUser}</Action>
      </div>
      <Problem error={doing.error} />
      <Table
        label={t.manage.parts.users}
        rows={value.users}
        keyOf={({ username }) => username}
        columns={[
          [f.username, ({ username }) => username],
          [f.name, ({ name }) => name],
          [f.groups, ({ groups }) => groups.join(", ")],
          [f.status, ({ enabled, status }) => (enabled ? t.manage.userStatus(status) : t.manage.disabled)],
          [
            t.manage.care,
            (user) => (
              <div className="actions">
                <Action
                  aria-label={`${t.manage.setGroups} ${user.username}`}
                  onPress={() => setGrouping(user)}
                >
                  {t.manage.setGroups}
                </Action>
                <Action
                  aria-label={`${t.manage.signOut} ${user.username}`}
                  onPress={() => act("signOutUser", user.username)}
                >
                  {t.manage.signOut}
                </Action>
                <Action
                  aria-label={`${user.enabled ? t.manage.disable : t.manage.enable} ${user.username}`}
                  onPress={() => act(user.enabled ? "disableUser" : "enableUser", user.username)}
                >
                  {user.enabled ? t.manage.disable : t.manage.enable}
                </Action>
              </div>
            ),
          ],
        ]}
      />
      {adding && (
        <RecordForm
          title={t.manage.newUser}
          fields={[
            { key: "username", label: f.username, required: true },
            { key: "name", label: f.name, required: true },
            { key: "email", label: f.email, type: "email", required: true },
            { key: "group", label: f.groups, options: value.groups.map((group) => [group, group] as const) },
          ]}
          values={{ group: value.groups.at(-1) ?? "" }}
          onSave={async ({ username = "", name = "", email = "", group = "" }) => {
            setMade(await client.ask("makeUser", { body: { username, name, email, groups: [group] } }));
            again();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {made !== undefined && (
        <PopUp title={made.user.username} onClose={() => setMade(undefined)}>
          <p>{t.manage.temporaryPassword}</p>
          <code className="secret">{made.temporaryPassword}</code>
          <Action onPress={() => setMade(undefined)}>{t.close}</Action>
        </PopUp>
      )}
      {grouping !== undefined && (
        <Groups user={grouping} all={value.groups} onSaved={again} onClose={() => setGrouping(undefined)} />
      )}
    </>
  );
}

interface GroupsProps {
  user: User;
  all: readonly string[];
  onSaved: () => void;
  onClose: () => void;
}

function Groups({ user: { username, groups }, all, onSaved, onClose }: GroupsProps) {
  const { client } = useDesk();
  const [chosen, setChosen] = useState<readonly string[]>(groups);
  const { busy, error, run } = useDoing();
  const save = async () => {
    const saved = await run(async () => {
      await client.ask("setGroups", { parameters: { username }, body: { groups: [...chosen] } });
      onSaved();
    });
    if (saved) onClose();
  };
  return (
    <PopUp title={`${t.manage.setGroups} ${username}`} onClose={onClose}>
      <fieldset className="groups">
        <legend>{f.groups}</legend>
        {all.map((group) => (
          <label key={group} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(group)}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, group] : chosen.filter((one) => one !== group))
              }
            />
            {group}
          </label>
        ))}
      </fieldset>
      <p className="muted">{t.manage.groupsHint}</p>
      <Problem error={error} />
      <div className="actions">
        <Action tone="primary" isDisabled={busy} onPress={() => void save()}>
          {t.save}
        </Action>
        <Action onPress={onClose}>{t.cancel}</Action>
      </div>
    </PopUp>
  );
}
