/** Which day of the Games is shown. Days are calendar days at the venue, `2022-02-07`. */

/** Today if the Games are on, the next day with units if nothing takes place today, else the first or the last. */
export function defaultDay(dates: readonly string[], today: string): string | undefined {
  return dates.find((date) => date >= today) ?? dates.at(-1);
}
