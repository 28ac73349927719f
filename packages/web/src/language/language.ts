/** Which language the reader gets, and its messages. */
import { en, type Messages } from "./en.ts";

/** The messages of the language that is in use: a live binding, read when something is rendered. */
export let t: Messages = en;

/** What `Intl` is told: the reader's own region where it speaks the language in use. */
export let locale = "en";

/** Others than English come as a file of their own. */
const LOADERS: Readonly<Record<string, () => Promise<Messages>>> = {
  fr: () => import("./fr.ts").then(({ fr }) => fr),
};

/** In their own language. */
export const LANGUAGES: readonly { code: string; name: string }[] = [
  { code: "en", name: en.name },
  { code: "fr", name: "Français" },
];

const KEY = "podium.language";

/** The one chosen before, else the first of the browser's that there is, else English. */
export function preferred(chosen: string | null, wanted: readonly string[]): string {
  const known = (code: string | null | undefined) => LANGUAGES.some((language) => language.code === code);
  if (known(chosen)) return chosen as string;
  return wanted.map((tag) => tag.split("-")[0]).find(known) ?? "en";
}

export async function useReadersLanguage(): Promise<void> {
  await speak(preferred(stored(), navigator.languages));
}

/** For this visit and those to come. */
export async function choose(code: string): Promise<void> {
  await speak(code);
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // It holds for this visit.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

async function speak(code: string): Promise<void> {
  const messages = (await LOADERS[code]?.()) ?? en;
  t = messages;
  locale = navigator.languages.find((tag) => tag.split("-")[0] === messages.code) ?? messages.code;
  document.documentElement.lang = messages.code;
  document.documentElement.dir = messages.dir;
}
