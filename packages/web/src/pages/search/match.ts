/** Finds by the first letters of any word, whatever the accents and the case. Knows no page and no board. */

/** Letters that are a letter of their own, and how they are typed where the keyboard has none. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: "o",
  æ: "ae",
  œ: "oe",
  ß: "ss",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** As passports and Germans write them. */
const LONG_LETTERS: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

const replace = (text: string, letters: Readonly<Record<string, string>>): string =>
  text.replace(/[^\0-\x7f]/g, (letter) => letters[letter] ?? letter);

/** Plain small letters and digits, words apart by one space: `Ødegård-Müller` → `odegard muller`. */
export function fold(text: string): string {
  const bare = text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\p{Mark}'’.]/gu, "");
  return replace(bare, LETTERS)
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim();
}

/** All that a text can be found by: its plain form, and the long one where it has another. */
function words(text: string): string {
  const composed = text.toLowerCase().normalize("NFC");
  const long = replace(composed, LONG_LETTERS);
  return long === composed ? fold(text) : `${fold(text)} ${fold(long)}`;
}

export interface Findable<T> {
  item: T;
  /** What it is called: begins with the query → stands first. */
  name: string;
  /** Every word with a space before it. */
  text: string;
}

/** `others`: what else it can be found by, with less weight. */
export function findable<T>(item: T, name: string, others: readonly string[] = []): Findable<T> {
  return { item, name: words(name), text: ` ${[name, ...others].map(words).join(" ")}` };
}

/**
 * Those of which each typed word begins a word. Followed ones first; then those whose name begins with what was typed, then
 * those with all words in the name, then the others; equal ones as they were given.
 */
export function find<T>(
  all: readonly Findable<T>[],
  typed: string,
  followed: (item: T) => boolean = () => false,
): T[] {
  const query = fold(typed);
  if (query === "") return [];
  const starts = query.split(" ").map((word) => ` ${word}`);
  const within = (text: string) => starts.every((start) => text.includes(start));
  const groups: T[][] = [[], [], [], []];
  for (const { item, name, text } of all) {
    if (!within(text)) continue;
    const place = followed(item) ? 0 : name.startsWith(query) ? 1 : within(` ${name}`) ? 2 : 3;
    groups[place]?.push(item);
  }
  return groups.flat();
}
