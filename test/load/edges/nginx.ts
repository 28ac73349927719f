/**
 * nginx 1.22 as an edge. It keeps to s-maxage, stale-while-revalidate and stale-if-error as the answer says them:
 * `proxy_cache_use_stale` is left out, because it knows no bound. Three things it does otherwise than CloudFront: what is
 * beyond its time and its stale-while-revalidate is fetched once for each request, not once for all; stale-if-error covers
 * 404 and 429 too; the cache tags of an answer mean nothing to it, so nothing is invalidated before its time.
 * Source: nginx, "Module ngx_http_proxy_module".
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { ensureProgram } from "../../../scripts/debian.ts";
import type { RunningEdge } from "./edge.ts";
import { type Place, startCache } from "./program.ts";
import { type EdgeRules, RULES, taking } from "./rules.ts";

const CONNECTIONS = 15_000;

export async function nginx(originUrl: string): Promise<RunningEdge> {
  const program = ensureProgram("nginx", "nginx-light");
  return startCache(program, (place) => {
    const file = join(place.folder, "nginx.conf");
    for (const name of ["cache", "temp"]) mkdirSync(join(place.folder, name));
    writeFileSync(file, nginxOf(originUrl, place));
    return ["-p", place.folder, "-c", file, "-e", "stderr"];
  });
}

export function nginxOf(originUrl: string, { folder, port }: Place, rules: EdgeRules = RULES): string {
  const { host } = new URL(originUrl);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off;
${process.getuid?.() === 0 ? `user ${userInfo().username};` : ""}
worker_processes auto;
worker_rlimit_nofile ${CONNECTIONS};
pid ${folder}/nginx.pid;
error_log stderr crit;
events {
  worker_connections ${CONNECTIONS};
}
http {
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
${temporary.map((name) => `  ${name}_temp_path ${folder}/temp/${name};`).join("\n")}
  # No copy goes before the longest time that any may be shown.
  proxy_cache_path ${folder}/cache levels=1:2 keys_zone=boards:16m max_size=256m
    inactive=${rules.mostFreshSeconds + rules.mostStaleSeconds}s use_temp_path=off;

  upstream origin {
    server ${host};
    keepalive 64;
  }
  map $http_accept_encoding $encoding {
    default "";
    "~*${taking("br")}" br;
    "~*${taking("gzip")}" gzip;
  }
  map $request_uri $path {
    "~^(?<before_query>[^?]*)" $before_query;
  }
${rules.queryParameters.map(queryMap).join("\n")}
  map "${rules.queryParameters.map((name) => `$kept_${name}`).join("")}" $query {
    default "";
    "~^&(?<kept>.+)$" "?$kept";
  }

  server {
    # Each process its own queue: else the one that wakes first takes most connections, and has all their work.
    listen 127.0.0.1:${port} reuseport backlog=4096;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_connect_timeout 1s;
    proxy_read_timeout 30s;
    proxy_hide_header cache-tag;
${Object.entries(rules.responseHeaders)
  .map(([name, value]) => `    add_header ${name} "${value}" always;`)
  .join("\n")}
    add_header x-cache $upstream_cache_status always;

    location / {
      proxy_pass http://origin$path$query;
      proxy_set_header Accept-Encoding $encoding;
      proxy_cache boards;
      proxy_cache_key "$encoding $path$query";
      proxy_cache_bypass $http_authorization;
      proxy_no_cache $http_authorization;
      # The key knows the coding.
      proxy_ignore_headers Vary;
      proxy_cache_revalidate on;
      proxy_cache_background_update on;
      proxy_cache_lock on;
      proxy_cache_lock_timeout 30s;
      proxy_cache_lock_age 30s;
    }
    location ~ ^(${rules.uncached.join("|")}) {
      proxy_pass http://origin;
    }
  }
}
`;
}

function queryMap(name: string): string {
  return `  map $arg_${name} $kept_${name} {
    default "&${name}=$arg_${name}";
    "" "";
  }`;
}
