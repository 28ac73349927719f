// The whole deployment. `npm run infra` checks it without an account; docs/deploying.md says how to deploy it.
export default $config({
  app({ stage }) {
    const production = stage === "production";
    return {
      name: "podium",
      version: "4.17.1",
      home: "aws",
      removal: production ? "retain" : "remove",
      protect: production,
      providers: {
        aws: {
          version: "7.20.0",
          // As REGION in stacks/settings.ts, which nothing here may import.
          region: "eu-central-1",
          defaultTags: { tags: { "podium-stage": stage } },
        },
      },
    };
  },
  async run() {
    const { settingsOf } = await import("./stacks/settings.ts");
    const { storage } = await import("./stacks/storage.ts");
    const { auth } = await import("./stacks/auth.ts");
    const { feed } = await import("./stacks/feed.ts");
    const { gateway, routes } = await import("./stacks/api.ts");
    const { edge } = await import("./stacks/edge.ts");
    const { pagesBucket, web } = await import("./stacks/web.ts");
    const { stream } = await import("./stacks/stream.ts");
    const { scheduled } = await import("./stacks/scheduled.ts");
    const { recovery } = await import("./stacks/recovery.ts");
    const { observability } = await import("./stacks/observability.ts");

    const settings = settingsOf($app.stage);
    const stored = storage(settings);
    const users = auth(settings);
    const feeds = feed(settings, stored);
    const entrance = gateway(settings);
    const pages = pagesBucket(settings);
    const doors = edge(settings, { gateway: entrance, pages });
    routes(settings, { gateway: entrance, storage: stored, feed: feeds, auth: users, fans: doors.fans });
    web(pages);
    stream(settings, { ...stored, fans: doors.fans });
    scheduled(settings, stored);
    recovery(settings, stored);
    observability(settings, { api: entrance.api, doors });
    return {
      url: doors.fans.url,
      console: doors.console.url,
      pages: pages.name,
      table: stored.table.name,
      distribution: doors.fans.id,
      consoleDistribution: doors.console.id,
    };
  },
});
