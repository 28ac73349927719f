/** What clients of the SDK are made with, where the service is on this machine. */
import { SILENT } from "@podium/core/table/reader.ts";

/** Nobody checks signatures here: making one can take longer than the rest of a request. */
const UNSIGNED = {
  async sign<Request>(request: Request): Promise<Request> {
    const { headers } = request as { headers: Record<string, string> };
    headers.authorization =
      "AWS4-HMAC-SHA256 Credential=local/20260101/local/any/aws4_request, SignedHeaders=host, Signature=none";
    headers["x-amz-date"] = "20260101T000000Z";
    return request;
  },
};

/** Configuration of a client of the service at this address. */
export const loopback = (endpoint: string) => ({
  endpoint,
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  signer: UNSIGNED,
  logger: SILENT,
});
