/** The queue between taking and applying: one lane per unit, in each one message after the other. */
import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { digest } from "../board/canonical.ts";
import { PodiumError } from "../errors.ts";
import { Gather } from "../gather.ts";
import type { Note } from "./document.ts";
import type { MessageRecord } from "./message.ts";

/** A message on its way. */
export interface Delivery {
  record: MessageRecord;
  /** Sent by a person, to make sure of it: everything is looked at, not only what is new. */
  replay?: boolean;
  /** What its reader saw when it was taken. Absent where nobody has just read it. */
  noted?: Pick<Note, "kind" | "status">;
}

export interface Queue {
  /**
   * Durable when it resolves. `attempt` tells a wanted repetition from an accidental one.
   * @throws PodiumError NOT_QUEUED with `retry`; what the SDK throws
   */
  send(delivery: Delivery, attempt?: string): Promise<void>;
}

/** SQS's own limit. */
const PER_REQUEST = 10;

export function openQueue(client: SQSClient, url: string): Queue {
  const sending = new Gather<Omit<SendMessageBatchRequestEntry, "Id">, void>(
    PER_REQUEST,
    async (messages) => {
      const Entries = messages.map((message, index) => ({ ...message, Id: String(index) }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      const failures = new Map(Failed.map((failure) => [failure.Id, failure]));
      return Entries.map(({ Id }) => {
        const failure = failures.get(Id);
        return failure === undefined
          ? { status: "fulfilled", value: undefined }
          : { status: "rejected", reason: notQueued(failure) };
      });
    },
  );
  return {
    send(delivery, attempt) {
      const { source, message, lane } = delivery.record;
      return sending.do({
        MessageBody: JSON.stringify(delivery),
        MessageGroupId: lane.slice(0, 128),
        MessageDeduplicationId: digest([source, message, attempt ?? ""].join("\n")),
      });
    },
  };
}

const notQueued = ({ Code, Message }: BatchResultErrorEntry): PodiumError =>
  new PodiumError(
    { code: "NOT_QUEUED", detail: `the queue did not take the message: ${Code} ${Message ?? ""}` },
    { retry: true },
  );
