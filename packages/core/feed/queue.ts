/** The queue between taking and applying: one lane per unit, in each one message after the other. */
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { digest } from "../board/canonical.ts";
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
  /** Durable when it resolves. `attempt` tells a wanted repetition from an accidental one. */
  send(delivery: Delivery, attempt?: string): Promise<void>;
}

export function openQueue(client: SQSClient, url: string): Queue {
  return {
    async send(delivery, attempt) {
      const { source, message, lane } = delivery.record;
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody: JSON.stringify(delivery),
          MessageGroupId: lane.slice(0, 128),
          MessageDeduplicationId: digest([source, message, attempt ?? ""].join("\n")),
        }),
      );
    },
  };
}
