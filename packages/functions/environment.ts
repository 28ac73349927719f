/** What a deployed handler is told by its environment. Missing settings stop the cold start with a line that names them. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`the setting ${name} is missing`);
  return value;
}

export const now = (): Date => new Date();
