/** Chooses the form of a text by number, by the rules of the language. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

export function count(language: string): (value: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (value, forms) => forms[rules.select(value)] ?? forms.other;
}
