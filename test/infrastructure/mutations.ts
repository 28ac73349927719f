/** Ways in which the stacks could be wrong one day, and that the checks notice each. */
import { join } from "node:path";
import type { Graph, StageName } from "./graph.ts";
import { GUARANTEES } from "./guarantees/all.ts";
import { WORK } from "./paths.ts";
import { synthesise } from "./synthesise.ts";

interface Mutation {
  /** What someone did. */
  what: string;
  file: string;
  from: string;
  to: string;
}

/** Of production. Each is text that stands once in its file. */
const MUTATIONS: readonly Mutation[] = [
  {
    what: "boards may be kept for 0 seconds",
    file: "stacks/answers.ts",
    from: "const MIN_SECONDS = 1;",
    to: "const MIN_SECONDS = 0;",
  },
  {
    what: "event boards are kept as long as profiles",
    file: "stacks/answers.ts",
    from: '{ path: "/api/events/*", freshness: "live" }',
    to: '{ path: "/api/events/*", freshness: "profile" }',
  },
  {
    what: "sign-in is cached",
    file: "stacks/edge.ts",
    from: "...behaviour(path, API, CACHING_DISABLED, WRITE),",
    to: "...behaviour(path, API, path.includes('sign-in') ? document : CACHING_DISABLED, WRITE),",
  },
  {
    what: "the console's API is reached through the fans' door",
    file: "stacks/edge.ts",
    from: 'orderedCacheBehaviors: [...reading, behaviour("/assets/*", BUCKET, asset)],',
    to: 'orderedCacheBehaviors: [...reading, behaviour("/api/*", API, document), behaviour("/assets/*", BUCKET, asset)],',
  },
  {
    what: "fans may post",
    file: "stacks/edge.ts",
    from: 'const READ = ["GET", "HEAD"];',
    to: 'const READ = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];',
  },
  {
    what: "the fans' page function lets paths of the API through to it",
    file: "stacks/pages.ts",
    from: "(api|console)",
    to: "(console)",
  },
  {
    what: "the firewall stands at both doors",
    file: "stacks/edge.ts",
    from: "    ...(settings.domain && { domain: settings.domain }),\n",
    to: "    ...(settings.guardedEdge && { webAclArn: firewall().arn }),\n",
  },
  {
    what: "the firewall stands at no door",
    file: "stacks/edge.ts",
    from: "    ...(settings.guardedEdge && { webAclArn: firewall().arn }),\n",
    to: "",
  },
  {
    what: "the console's door doesn't lead to sign-in",
    file: "stacks/edge.ts",
    from: ', "/api/sign-in*"];',
    to: "];",
  },
  {
    what: "boards of one kind are not to be had at the doors",
    file: "stacks/answers.ts",
    from: '  { path: "/api/schedule/*", freshness: "leaderboard" },\n',
    to: "",
  },
  {
    what: "both doors say the same word",
    file: "stacks/edge.ts",
    from: "api(gateway.words.fans)",
    to: "api(gateway.words.console)",
  },
  {
    what: "the fans' word opens the feeds' route",
    file: "stacks/api.ts",
    from: 'lock("ConsoleLock", words.console.value)',
    to: 'lock("ConsoleLock", words.fans.value)',
  },
  {
    what: "sign-in takes the word of any door",
    file: "stacks/api.ts",
    from: 'route("ANY /api/sign-in", enter.arn, consoleDoor);',
    to: 'route("ANY /api/sign-in", enter.arn, bothDoors);',
  },
  {
    what: "the console's errors wake nobody",
    file: "stacks/observability.ts",
    from: "measure: of.consoleErrors,",
    to: "measure: of.edgeErrors,",
  },
  {
    what: "boards are read past the lock",
    file: "stacks/api.ts",
    from: 'route("ANY /api/{board+}", board.arn, bothDoors);',
    to: 'route("ANY /api/{board+}", board.arn);',
  },
  {
    what: "the console's API asks for no token",
    file: "stacks/api.ts",
    from: "{ auth: { lambda: desk.id } },",
    to: "consoleDoor,",
  },
  {
    what: "a reader may write",
    file: "stacks/api.ts",
    from: "permissions: [readItem(table)],\n  });",
    to: "permissions: [readItem(table), writeFacts(table)],\n  });",
  },
  {
    what: "the publisher may invalidate every distribution",
    file: "stacks/stream.ts",
    from: 'actions: ["cloudfront:CreateInvalidation"], resources: [fans.arn]',
    to: 'actions: ["cloudfront:CreateInvalidation"], resources: ["*"]',
  },
  {
    what: "a record that can't be handled is tried for ever",
    file: "stacks/stream.ts",
    from: "      args.maximumRetryAttempts = 5;\n",
    to: "",
  },
  {
    what: "what the stream's consumers leave wakes nobody",
    file: "stacks/observability.ts",
    from: "measure: of.streamDead,",
    to: "measure: of.feedDead,",
  },
  {
    what: "the users go when the stage goes",
    file: "stacks/auth.ts",
    from: "        options.retainOnDelete = settings.protect;\n",
    to: "",
  },
  {
    what: "a runbook is named that nobody wrote",
    file: "stacks/observability.ts",
    from: 'runbook: "medals-differ"',
    to: 'runbook: "medals-are-different"',
  },
  {
    what: "a handler is named that isn't there",
    file: "stacks/scheduled.ts",
    from: "scheduled/boards.lambda.handler",
    to: "scheduled/board.lambda.handler",
  },
  {
    what: "a secret stands where state keeps it readable",
    file: "stacks/functions.ts",
    from: "    environment,\n",
    to: "    environment: $util.unsecret($util.output(environment)),\n",
  },
];

/** What is written down of the stacks changes with every change: that alone is no sign of a fault. */
const FOLLOWS = /production\.md|sst-env/;

/** Of the titles of what fails; empty where all holds. */
export function broken(graph: Graph): string[] {
  return GUARANTEES.filter(
    ({ stages }) => stages === undefined || stages.includes(graph.stage as StageName),
  ).flatMap(({ title, holds }) => {
    try {
      holds(graph);
      return [];
    } catch {
      return [title];
    }
  });
}

/** @returns how many nobody noticed */
export async function tryMutations(server: string): Promise<number> {
  const standing = new Set(broken(await synthesise({ stage: "production", server })));
  for (const title of standing) console.log(`broken already, so it can't tell: ${title}`);
  let missed = 0;
  for (const [number, { what, file, from, to }] of MUTATIONS.entries()) {
    let times = 0;
    const change = (name: string, text: string) => {
      if (name !== file) return text;
      times += text.split(from).length - 1;
      return text.replace(from, () => to);
    };
    const out = join(WORK, `mutation-${number + 1}.json`);
    let noticed: string[];
    try {
      const graph = await synthesise({ stage: "production", server, out, change });
      noticed = broken(graph).filter((title) => !standing.has(title) && !FOLLOWS.test(title));
    } catch {
      noticed = ["it can't be synthesised"];
    }
    if (times !== 1) throw new Error(`${file}: what "${what}" replaces stands there ${times} times`);
    if (noticed.length === 0) missed += 1;
    console.log(
      `${noticed.length === 0 ? "MISSED" : "caught"}: ${what}${noticed.map((by) => `\n        by: ${by}`).join("")}`,
    );
  }
  console.log(`${MUTATIONS.length - missed} of ${MUTATIONS.length} caught`);
  return missed;
}
