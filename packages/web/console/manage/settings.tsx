/** @jsxImportSource react */
/** How the console works, for everybody. */
import { useState } from "react";
import { useAsked, useDoing } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import { Action, Field, Problem, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";

export function Settings() {
  const { client, announcer } = useDesk();
  const { value, error, again } = useAsked("me", {});
  const [typed, setTyped] = useState<{ fourEyes?: boolean; minutes?: string }>({});
  const { busy, error: failure, run } = useDoing();
  if (value === undefined) return <Waiting error={error} />;
  const { version, fourEyes, proposalMinutes } = value.settings;
  const save = () =>
    run(async () => {
      const body = {
        fourEyes: typed.fourEyes ?? fourEyes,
        proposalMinutes: Number(typed.minutes ?? proposalMinutes),
        expectedVersion: version,
      };
      await client.ask("settings", { body });
      setTyped({});
      again();
      announcer.say(t.manage.saved);
    });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label className="check">
        <input
          type="checkbox"
          checked={typed.fourEyes ?? fourEyes}
          onChange={({ target }) => setTyped({ ...typed, fourEyes: target.checked })}
        />
        {t.manage.fourEyes}
      </label>
      <Field
        label={t.manage.proposalMinutes}
        type="number"
        value={typed.minutes ?? String(proposalMinutes)}
        onChange={(minutes) => setTyped({ ...typed, minutes })}
        required
      />
      <Problem error={failure} />
      <div className="actions">
        <Action type="submit" tone="primary" isDisabled={busy}>
          {t.save}
        </Action>
      </div>
    </form>
  );
}
