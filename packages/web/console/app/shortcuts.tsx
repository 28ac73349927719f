/** @jsxImportSource react */
/** Keys that work on every page, and the sheet that lists all of them. Single keys can be turned off (WCAG 2.1.4). */
import { useEffect, useState } from "react";
import { Action, PopUp } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { to } from "./route.ts";

const SETTING = "podium.console.keys";
/** After `g`. */
const GO: Readonly<Record<string, string>> = {
  e: to.myEvents,
  p: to.proposals,
  i: to.import,
  f: to.feeds,
  m: to.messages,
  a: to.audit(),
};
const CHORD_MS = 1_500;

export const keysAreOn = (): boolean => localStorage.getItem(SETTING) !== "off";

/** Whether a key is meant for the page and not for a field of it. */
export function isForPage({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || !keysAreOn()) return false;
  if (document.querySelector("[role=dialog]") !== null) return false;
  return !(target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]"));
}

export function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    let chordUntilMs = 0;
    const press = (event: KeyboardEvent) => {
      // A mark holds no question mark: in the grid it asks for help too.
      const inGrid = event.target instanceof HTMLElement && event.target.closest(".sheet") !== null;
      if (event.key === "?" && keysAreOn() && (inGrid || isForPage(event))) {
        event.preventDefault();
        onHelp();
        return;
      }
      if (!isForPage(event)) return;
      const goal = GO[event.key];
      if (Date.now() < chordUntilMs && goal !== undefined) location.hash = goal;
      chordUntilMs = event.key === "g" ? Date.now() + CHORD_MS : 0;
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onHelp]);
}

export function CheatSheet({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(keysAreOn());
  return (
    <PopUp title={t.help.title} onClose={onClose} wide>
      <div className="cheats">
        {t.help.groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={({ target }) => {
            localStorage.setItem(SETTING, target.checked ? "on" : "off");
            setOn(target.checked);
          }}
        />
        {t.help.singleKeys}
      </label>
      <Action tone="primary" onPress={onClose}>
        {t.close}
      </Action>
    </PopUp>
  );
}
