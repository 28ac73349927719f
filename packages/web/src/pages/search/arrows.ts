/** From the field to the links and from link to link by the arrow keys. */

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

export function arrows(event: KeyboardEvent): void {
  const { key, currentTarget, target } = event;
  const step = STEPS[key];
  if (step === undefined || !(currentTarget instanceof HTMLElement)) return;
  const stops = [...currentTarget.querySelectorAll<HTMLElement>("input, a")];
  const next = stops[stops.indexOf(target as HTMLElement) + step];
  if (next === undefined) return;
  next.focus();
  event.preventDefault();
}
