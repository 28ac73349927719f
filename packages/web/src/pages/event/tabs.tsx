/** Tabs as a screen reader and a keyboard know them: arrows go from one to the next, one is in the order of the page. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Tab {
  id: string;
  name: string;
  /** Something is on there. */
  live?: string | undefined;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoice: (id: string) => void;
  children: ComponentChildren;
}

/** Where a key leads from a tab. */
function step(key: string, index: number, count: number): number | undefined {
  const onward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "ArrowLeft" || key === "ArrowRight") return (index + (key === onward ? 1 : count - 1)) % count;
  return undefined;
}

export function Tabs({ label, tabs, chosen, onChoice, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (tab && list.current)
      list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.clientWidth) / 2;
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ id }) => id === chosen);
    const next = tabs[step(event.key, index, tabs.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    onChoice(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ id, name, live }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === chosen}
            aria-controls={`view-${id}`}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => onChoice(id)}
          >
            {live !== undefined && (
              <span class="live">
                <span class="hidden">{live}: </span>
              </span>
            )}
            {name}
          </button>
        ))}
      </div>
      <div key={chosen} role="tabpanel" id={`view-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        {children}
      </div>
    </>
  );
}
