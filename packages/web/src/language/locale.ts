/** How the reader's own region writes what a language leaves open. */
import { t } from "./language.ts";

/** What `Intl` is told: the reader's region where it speaks the language in use. */
export let locale = "en";

/** Before anything is shown. */
export function settle(): void {
  locale = navigator.languages.find((tag) => tag.split("-")[0] === t.code) ?? t.code;
  document.documentElement.lang = t.code;
  document.documentElement.dir = t.dir;
}
