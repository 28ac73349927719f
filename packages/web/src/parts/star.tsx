import { t } from "../language/language.ts";

/** Five points in a square of 24. */
export const STAR = "M12 3.2l2.7 5.6 6.1.8-4.5 4.2 1.2 6.1L12 16.9l-5.5 3 1.2-6.1-4.5-4.2 6.1-.8z";

/** Marks what concerns someone or something that the fan follows. */
export function Star() {
  return (
    <span class="star" title={t.followed}>
      <svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
        <path d={STAR} />
      </svg>
      <span class="hidden">{t.followed}</span>
    </span>
  );
}
