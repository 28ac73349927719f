/** Invalid result marks in words. */
import { t } from "./language.ts";

/** What an IRM code means; the code itself where it has no words. */
export const irmName = (code: string): string => t.irm[code] ?? code;
