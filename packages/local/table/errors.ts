export type TableErrorCode =
  | "NO_BINARY"
  | "DATA_FOLDER_IN_USE"
  | "DID_NOT_START"
  | "STREAM_INDEX_UNUSED"
  | "SWEEP_INCOMPLETE";

/** What kept the local table from working; `message` says what to do about it. */
export class TableError extends Error {
  readonly code: TableErrorCode;

  constructor(code: TableErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "TableError";
    this.code = code;
  }
}
