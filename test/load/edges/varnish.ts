/**
 * Varnish 7.1 as an edge. It keeps to s-maxage, stale-while-revalidate and the tags of versions by itself, and makes one
 * request of a crowd's. stale-if-error it doesn't know: a copy stays for as long, and is shown after its time only where
 * the origin is known to be down (a probe asks once a second) or has just failed. CloudFront knows no probe: it learns
 * from each request that fails. Cache tags are not carried over: nothing is invalidated here before its time.
 * Source: Varnish Cache 7.1, "VCL Variables", "Grace mode and keep", RFC 5861.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureProgram } from "../../../scripts/debian.ts";
import type { RunningEdge } from "./edge.ts";
import { startCache } from "./program.ts";
import { type EdgeRules, RULES, taking } from "./rules.ts";

const PARAMETERS = {
  // Copies are shown after their time for as long as their answer says, not for ten seconds.
  default_grace: "0",
  // Bodies are stored as they came, brotli too, one copy for each coding.
  http_gzip_support: "off",
  // A crowd waits for its turn: by default 20 requests may, and the next is cut off.
  thread_pool_min: "200",
  thread_queue_limit: "20000",
  listen_depth: "4096",
};

export async function varnish(originUrl: string): Promise<RunningEdge> {
  const program = ensureProgram("varnishd", "varnish");
  return startCache(program, ({ folder, port }) => {
    const file = join(folder, "edge.vcl");
    writeFileSync(file, vclOf(originUrl));
    const listening = ["-n", join(folder, "varnish"), "-a", `127.0.0.1:${port}`, "-f", file];
    const parameters = Object.entries(PARAMETERS).flatMap(([name, value]) => ["-p", `${name}=${value}`]);
    return ["-F", "-j", "none", ...listening, "-s", "malloc,128m", ...parameters];
  });
}

export function vclOf(originUrl: string, rules: EdgeRules = RULES): string {
  const { hostname, port } = new URL(originUrl);
  return `vcl 4.1;
import std;

backend origin {
  .host = "${hostname}";
  .port = "${port}";
  .connect_timeout = 1s;
  .first_byte_timeout = 30s;
  .between_bytes_timeout = 30s;
  .probe = {
    .url = "/api/health/ready";
    .interval = 1s;
    .timeout = 5s;
    .window = 2;
    .threshold = 2;
    .initial = 2;
  }
}

sub vcl_recv {
  if (req.restarts == 0) {
    unset req.http.x-failed;
  }
  if ((req.method != "GET" && req.method != "HEAD") || req.http.authorization) {
    return (pass);
  }
  if (req.url ~ "^(${rules.uncached.join("|")})") {
    return (pass);
  }
  unset req.http.cookie;
${normaliseQuery(rules)}
  if (req.http.accept-encoding ~ "(?i)${taking("br")}") {
    set req.http.accept-encoding = "br";
  } elsif (req.http.accept-encoding ~ "(?i)${taking("gzip")}") {
    set req.http.accept-encoding = "gzip";
  } else {
    unset req.http.accept-encoding;
  }
  return (hash);
}

sub vcl_hash {
  hash_data(req.url);
  hash_data(req.http.accept-encoding);
  return (lookup);
}

sub vcl_hit {
  if (obj.ttl >= 0s) {
    return (deliver);
  }
  # Varnish fetches another one meanwhile.
  if (obj.ttl + std.duration(obj.http.x-while-revalidate, 0s) >= 0s) {
    return (deliver);
  }
  if (req.http.x-failed || !std.healthy(req.backend_hint)) {
    return (deliver);
  }
  # Too old to be shown: looked up again as if it weren't there.
  set req.grace = 0s;
  return (restart);
}

sub vcl_miss {
  if (req.http.x-failed) {
    return (synth(503));
  }
}

sub vcl_backend_response {
  if (beresp.status >= 500) {
    if (bereq.is_bgfetch) {
      return (abandon);
    }
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    return (deliver);
  }
  if (beresp.ttl > ${rules.mostFreshSeconds}s) {
    set beresp.ttl = ${rules.mostFreshSeconds}s;
  }
  if (beresp.http.cache-control ~ "stale-while-revalidate=[0-9]+") {
    set beresp.http.x-while-revalidate =
      regsub(beresp.http.cache-control, ".*stale-while-revalidate=([0-9]+).*", "\\1s");
    set beresp.grace = std.duration(beresp.http.x-while-revalidate, 0s);
  }
  if (beresp.http.cache-control ~ "stale-if-error=[0-9]+") {
    set beresp.grace =
      std.duration(regsub(beresp.http.cache-control, ".*stale-if-error=([0-9]+).*", "\\1s"), 0s);
  }
  if (beresp.grace > ${rules.mostStaleSeconds}s) {
    set beresp.grace = ${rules.mostStaleSeconds}s;
  }
}

sub vcl_backend_error {
  if (bereq.is_bgfetch) {
    return (abandon);
  }
  set beresp.ttl = 0s;
  set beresp.grace = 0s;
}

sub vcl_deliver {
  if (resp.status >= 500 && !req.http.x-failed && (req.method == "GET" || req.method == "HEAD")) {
    set req.http.x-failed = "1";
    set req.grace = ${rules.mostStaleSeconds}s;
    return (restart);
  }
  unset resp.http.x-while-revalidate;
  unset resp.http.cache-tag;
${secure("resp", rules)}
  # RFC 9211: how long it is still fresh, negative where it is stale.
  if (obj.hits > 0) {
    set resp.http.cache-status = "varnish; hit; ttl=" + std.integer(duration=obj.ttl, fallback=0);
  } else {
    set resp.http.cache-status = "varnish; fwd=miss; ttl=" + std.integer(duration=obj.ttl, fallback=0);
  }
}

sub vcl_synth {
${secure("resp", rules)}
  set resp.http.cache-control = "no-store";
}
`;
}

/** The parameters that count, in order; the others are dropped. */
function normaliseQuery({ queryParameters }: EdgeRules): string {
  const kept = queryParameters.map(
    (name) => `    if (req.http.x-query ~ "[?&]${name}=") {
      set req.http.x-kept = req.http.x-kept + "&" + regsub(req.http.x-query, "^.*?[?&](${name}=[^&]*).*$", "\\1");
    }`,
  );
  return `  if (req.url ~ "\\?") {
    set req.http.x-query = regsub(req.url, "^[^?]*", "");
    set req.http.x-kept = "";
${kept.join("\n")}
    set req.url = regsub(req.url, "\\?.*$", "") + regsub(req.http.x-kept, "^&", "?");
    unset req.http.x-query;
    unset req.http.x-kept;
  }`;
}

function secure(what: string, { responseHeaders }: EdgeRules): string {
  return Object.entries(responseHeaders)
    .map(([name, value]) => `  set ${what}.http.${name} = {"${value}"};`)
    .join("\n");
}
