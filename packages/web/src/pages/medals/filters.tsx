import { t } from "../../language/language.ts";
import type { Choice, MedalEvent } from "./tally.ts";

interface Props {
  events: readonly MedalEvent[];
  choice: Choice;
  onChange: (choice: Partial<Record<keyof Choice, string>>) => void;
}

/** Sports and genders that have medals. */
export function Filters({ events, choice, onChange }: Props) {
  const sports = new Map(
    events.map(({ discipline: { code, name } }) => [code, t.names.discipline(code, name)]),
  );
  const genders = new Map(events.map(({ gender }) => [gender, t.gender[gender] ?? gender]));
  return (
    <div class="filters">
      <Select
        label={t.medals.sport}
        value={choice.sport}
        options={[...sports].sort(([, left], [, right]) => left.localeCompare(right, t.code))}
        onChange={(sport) => onChange({ sport })}
      />
      <Select
        label={t.medals.gender}
        value={choice.gender}
        options={["W", "M", "X", "O"].flatMap((code) =>
          genders.has(code) ? [[code, genders.get(code) ?? code] as const] : [],
        )}
        onChange={(gender) => onChange({ gender })}
      />
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, shown: string])[];
  onChange: (value: string) => void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label>
      <span class="muted">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t.medals.all}</option>
        {options.map(([code, shown]) => (
          <option key={code} value={code}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
