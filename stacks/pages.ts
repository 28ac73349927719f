/**
 * From the path of a page to its document, at each door. They run in CloudFront before the cache is asked, and for what no
 * other behaviour takes: so they also say what a door doesn't lead to.
 */
const NOTHING = `
  var nothing = {
    statusCode: 404,
    statusDescription: "Not Found",
    headers: {
      "content-type": { value: "application/problem+json" },
      "cache-control": { value: "public, max-age=10" }
    },
    body: '{"type":"about:blank","title":"Not found","status":404,"detail":"there is nothing here","code":"NOT_FOUND"}'
  };`;

/** What ends like a file is one: `/events/BTHW7.5KM` does not. */
const FILE = "/\\.[a-z][a-z0-9]*$/";

/** `/events/SSKM500M` lies at `events/SSKM500M/index.html`. Neither the console nor more of the API than boards is here. */
export const FAN_PAGES = `function handler(event) {
  var request = event.request;${NOTHING}
  if (/^\\/+(api|console)(\\/|$)/.test(request.uri)) return nothing;
  if (${FILE}.test(request.uri)) return request;
  request.uri = request.uri.replace(/\\/*$/, "/index.html");
  return request;
}
`;

/** The console is one document; who types the bare name is led to it. */
export const CONSOLE_PAGES = `function handler(event) {
  var request = event.request;${NOTHING}
  if (request.uri === "/") {
    return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "/console/" } } };
  }
  if (!/^\\/console(\\/|$)/.test(request.uri)) return nothing;
  if (${FILE}.test(request.uri)) return request;
  request.uri = "/console/index.html";
  return request;
}
`;
