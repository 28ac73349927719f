import { t } from "../../language/language.ts";

interface Props {
  byTime: boolean;
  onlyMedals: boolean;
  onOrder: (byTime: boolean) => void;
  onMedals: (only: boolean) => void;
}

/** The order of the units, and which of them. */
export function Switches({ byTime, onlyMedals, onOrder, onMedals }: Props) {
  return (
    <div class="switches">
      <fieldset>
        <legend class="hidden">{t.schedule.order}</legend>
        <Option label={t.schedule.bySport} chosen={!byTime} onChoose={() => onOrder(false)} />
        <Option label={t.schedule.byTime} chosen={byTime} onChoose={() => onOrder(true)} />
      </fieldset>
      <label class="only">
        <input
          type="checkbox"
          checked={onlyMedals}
          onChange={(event) => onMedals(event.currentTarget.checked)}
        />
        {t.schedule.onlyMedals}
      </label>
    </div>
  );
}

function Option({ label, chosen, onChoose }: { label: string; chosen: boolean; onChoose: () => void }) {
  return (
    <label class="option">
      <input class="hidden" type="radio" name="order" checked={chosen} onChange={onChoose} />
      <span>{label}</span>
    </label>
  );
}
