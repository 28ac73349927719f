/** What the service answers instead of a result. `code` as in Amazon S3 API Reference, "Error responses". */
export class ObjectError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ObjectError";
    this.status = status;
    this.code = code;
  }
}

export const badDigest = (name: string): ObjectError =>
  new ObjectError(400, "BadDigest", `The ${name} you specified did not match what we received.`);
