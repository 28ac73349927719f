/** The small rules of HTTP headers that a cache needs. */

/** Names in lower case. */
export type Headers = Record<string, string | string[]>;

export type Encoding = "br" | "gzip" | "identity";

/** Belong to one connection, not to the message. Source: RFC 9110, section 7.6.1. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Copies without what belongs to one connection, and what `connection` names besides. */
export function endToEnd(headers: Headers): Headers {
  const result = { ...headers };
  for (const name of words(headers.connection)) delete result[name.toLowerCase()];
  for (const name of HOP_BY_HOP) delete result[name];
  return result;
}

export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}

function words(value: string | string[] | undefined): string[] {
  return (single(value) ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Comma-separated, without case. */
export function tagsOf(headers: Headers, tagHeader: string): string[] {
  return words(headers[tagHeader]).map((tag) => tag.toLowerCase());
}

const KNOWN_ENCODINGS = 256;
const encodings = new Map<string, Encoding>();

/** What the cache key knows of Accept-Encoding: the best of br, gzip and nothing that the client takes. */
export function encodingFor(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined) return "identity";
  let encoding = encodings.get(acceptEncoding);
  if (encoding === undefined) {
    encoding = parseEncoding(acceptEncoding);
    if (encodings.size >= KNOWN_ENCODINGS) encodings.clear();
    encodings.set(acceptEncoding, encoding);
  }
  return encoding;
}

function parseEncoding(acceptEncoding: string): Encoding {
  const accepted = new Map(
    acceptEncoding.split(",").map((item) => {
      const [name = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [name, quality === undefined || Number(quality) > 0] as const;
    }),
  );
  if (accepted.get("br") === true) return "br";
  return accepted.get("gzip") === true ? "gzip" : "identity";
}

/** The weak comparison of If-None-Match: `W/` does not count. Source: RFC 9110, section 13.1.2. */
export function matchesEtag(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  const opaque = etag.replace(/^W\//, "");
  const known: string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return known.includes(opaque);
}

/** For `writeHead`: name, value, name, value. */
export function flat(headers: Headers): string[] {
  const list: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") list.push(name, value);
    else for (const one of value ?? []) list.push(name, one);
  }
  return list;
}
