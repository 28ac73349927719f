/** @jsxImportSource react */
/** Master data, people, keys and settings: for admins. */
import type { ComponentType } from "react";
import { type Route, to } from "../app/route.ts";
import { PageHead } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { Competitors } from "./competitors.tsx";
import { Events } from "./events.tsx";
import { Keys } from "./keys.tsx";
import { Settings } from "./settings.tsx";
import { Users } from "./users.tsx";

const PARTS = {
  events: Events,
  competitors: Competitors,
  users: Users,
  keys: Keys,
  settings: Settings,
} as const;
type Part = keyof typeof PARTS;

export default function Manage({ route }: { route: Route }) {
  const asked = route.page === "manage" ? route.what : "";
  const part: Part = asked in PARTS ? (asked as Part) : "events";
  const Shown: ComponentType = PARTS[part];
  return (
    <>
      <PageHead title={t.menu.manage} />
      <nav className="parts" aria-label={t.menu.manage}>
        {(Object.keys(PARTS) as Part[]).map((name) => (
          <a key={name} href={to.manage(name)} aria-current={name === part ? "page" : undefined}>
            {t.manage.parts[name]}
          </a>
        ))}
      </nav>
      <Shown />
    </>
  );
}
