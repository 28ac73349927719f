/** A fan's connection: HTTP/1.1 as it goes on the wire, with nothing between that would cost as much as the server. */
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  etag: string;
  body: Buffer;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);

/** Calls back with the answer, or with undefined where the connection broke. One request at a time. */
export type Done = (answer: Answer | undefined) => void;

export class Connection {
  private readonly host: string;
  private readonly port: number;
  private socket: Socket | undefined;
  private received: Buffer = NOTHING;
  private head: { status: number; etag: string; length: number; end: number } | undefined;
  private done: Done | undefined;
  private request = "";
  /** A kept connection may be closed by the other side in the very moment of its use: then once more on a new one. */
  private mayRetry = false;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.host = hostname;
    this.port = Number(port);
  }

  get(path: string, acceptEncoding: string, ifNoneMatch: string, done: Done): void {
    const condition = ifNoneMatch === "" ? "" : `if-none-match: ${ifNoneMatch}\r\n`;
    this.request = `GET ${path} HTTP/1.1\r\nhost: ${this.host}\r\naccept-encoding: ${acceptEncoding}\r\n${condition}\r\n`;
    this.done = done;
    this.mayRetry = this.socket !== undefined;
    this.send();
  }

  close(): void {
    this.done = undefined;
    this.socket?.destroy();
    this.socket = undefined;
  }

  private send(): void {
    this.socket ??= this.open();
    this.socket.write(this.request);
  }

  private open(): Socket {
    const socket = connect({ host: this.host, port: this.port, noDelay: true });
    const lost = () => {
      if (this.socket === socket) this.lost();
    };
    socket.on("data", (chunk) => this.take(chunk));
    socket.once("error", lost);
    socket.once("close", lost);
    socket.once("end", lost);
    return socket;
  }

  private lost(): void {
    this.socket?.destroy();
    this.socket = undefined;
    const unanswered = this.received.length === 0;
    this.received = NOTHING;
    this.head = undefined;
    if (this.done === undefined) return;
    if (this.mayRetry && unanswered) {
      this.mayRetry = false;
      this.send();
    } else this.finish(undefined);
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    this.head ??= headOf(this.received);
    const { head } = this;
    if (head === undefined || this.received.length < head.end + head.length) return;
    const { status, etag, end, length } = head;
    const body = this.received.subarray(end, end + length);
    this.received = NOTHING;
    this.head = undefined;
    this.finish({ status, etag, body });
  }

  private finish(answer: Answer | undefined): void {
    const { done } = this;
    this.done = undefined;
    done?.(answer);
  }
}

/** Undefined while it is not all there. Bodies come with their length from every server that is asked here. */
function headOf(bytes: Buffer) {
  const at = bytes.indexOf(HEAD_END);
  if (at === -1) return undefined;
  const text = bytes.toString("latin1", 0, at + 2);
  const status = Number(text.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  const etag = /\r\netag: *([^\r]*)/i.exec(text)?.[1] ?? "";
  return {
    status,
    etag,
    length: status === 304 || length === undefined ? 0 : Number(length),
    end: at + HEAD_END.length,
  };
}
