/** Which of the languages a reader gets. */

/** Where it lies when it was chosen. */
export const CHOSEN = "podium.language";

/** Under which path the one that is read lies in a cache, for the worker: it can't look where the choice is. */
export const READ = "/language";

/** The one chosen before, else the first of the browser's that there is. */
export function preferred<Offer>(offers: Readonly<Record<string, Offer>>): Offer | undefined {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(CHOSEN);
  } catch {
    // Where nothing may be kept, nothing was chosen.
  }
  const wanted = [chosen, ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.map((code) => offers[code ?? ""]).find(Boolean);
}
