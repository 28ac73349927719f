/** Where in the console somebody is. After the hash, so that one document serves every page of it. */
export type Route =
  | { page: "my-events" }
  | { page: "unit"; unit: string }
  | { page: "proposals" }
  | { page: "import" }
  | { page: "feeds" }
  | { page: "messages" }
  | { page: "audit"; event?: string }
  | { page: "edge" }
  | { page: "manage"; what: string }
  | { page: "missing" };

export type Page = Route["page"];

const PLAIN = ["proposals", "import", "feeds", "messages", "edge"] as const;

/** Of `#/units/RSC`. */
export function routeOf(hash: string): Route {
  const [first = "", second] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decodeURIComponent);
  if (first === "") return { page: "my-events" };
  if (first === "units" && second) return { page: "unit", unit: second };
  if (first === "audit") return { page: "audit", ...(second && { event: second }) };
  if (first === "manage") return { page: "manage", what: second ?? "events" };
  const plain = PLAIN.find((page) => page === first);
  return plain === undefined ? { page: "missing" } : { page: plain };
}

export const to = {
  myEvents: "#/",
  unit: (unit: string) => `#/units/${unit}`,
  proposals: "#/proposals",
  import: "#/import",
  feeds: "#/feeds",
  messages: "#/messages",
  audit: (event?: string) => (event === undefined ? "#/audit" : `#/audit/${event}`),
  edge: "#/edge",
  manage: (what: string) => `#/manage/${what}`,
} as const;
