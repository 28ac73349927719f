/**
 * From the path of a page to its document: `/events/SSKM500M` lies at `events/SSKM500M/index.html`. What ends like a file
 * is one: `/events/BTHW7.5KM` does not. The console is one document. Runs in CloudFront, before the cache is asked.
 */
export const DOCUMENT_FUNCTION = `function handler(event) {
  var request = event.request;
  if (/\\.[a-z][a-z0-9]*$/.test(request.uri)) return request;
  if (/^\\/console(\\/|$)/.test(request.uri)) request.uri = "/console";
  request.uri = request.uri.replace(/\\/*$/, "/index.html");
  return request;
}
`;
