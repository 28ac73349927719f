/** @jsxImportSource react */
/** Messages of the feeds by day of arrival. */
import { useState } from "react";
import { useAsked } from "../app/asked.ts";
import { useDesk } from "../app/desk.tsx";
import { dayIn } from "../events/time.ts";
import { Choice, Field, PageHead, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { MessageList } from "./message-list.tsx";

const STATES = ["rejected", "held", "dead", "taken", "applied", "ignored", "discarded"] as const;

export default function Messages() {
  const { clock } = useDesk();
  const [day, setDay] = useState(dayIn("UTC", clock.nowMs()));
  const [state, setState] = useState<string>("rejected");
  const { value, error, again } = useAsked(
    "messages",
    { query: { day, state } },
    { everySeconds: 10, wanted: day !== "" },
  );
  return (
    <>
      <PageHead title={t.menu.messages}>
        <Field label={t.messages.day} type="date" value={day} onChange={setDay} />
        <Choice
          label={t.messages.state}
          value={state}
          onChange={setState}
          options={STATES.map((one) => [one, t.messages.states[one]])}
        />
      </PageHead>
      {value === undefined && <Waiting error={error} />}
      {value?.messages.length === 0 && <p>{t.messages.none}</p>}
      {value !== undefined && value.messages.length > 0 && (
        <MessageList messages={value.messages} onChanged={again} />
      )}
    </>
  );
}
