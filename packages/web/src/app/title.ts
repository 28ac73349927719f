/** What a tab, a bookmark and a shared link say of the page. */
import { useEffect } from "preact/hooks";

const SITE = "Podium";

export function useTitle(title: string | undefined, description?: string): void {
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · ${SITE}`;
    const text = description ?? title;
    document.querySelector('meta[name="description"]')?.setAttribute("content", text);
  }, [title, description]);
}
