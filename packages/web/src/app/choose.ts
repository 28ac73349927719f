/** Another language, for this visit and those to come. */
import { CHOSEN } from "../language/choice.ts";
import { t } from "../language/language.ts";
import { keep } from "./keep.ts";
import { announce } from "./news.ts";

/**
 * Opens the page anew, in the same place. Where the app is kept on the device, all of the other language is fetched before:
 * who loses the network has the one or the other, whole. Answers with what there is to say where it can't be.
 */
export async function choose(language: string): Promise<string> {
  try {
    if (navigator.serviceWorker?.controller) await keep(language);
    localStorage.setItem(CHOSEN, language);
    location.reload();
    return "";
  } catch {
    void announce([t.app.notHere]);
    return t.app.notHere;
  }
}
