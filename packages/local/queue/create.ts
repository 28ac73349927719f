/** Makes a queue, or gives the one that is there these attributes. */
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  QueueNameExists,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/**
 * @param attributes texts, as SQS has them: `{ FifoQueue: "true", VisibilityTimeout: "30" }`.
 * @returns the queue's URL.
 */
export async function createQueue(
  client: SQSClient,
  name: string,
  attributes: Partial<Record<QueueAttributeName, string>>,
): Promise<string> {
  try {
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
    );
    return known(name, QueueUrl);
  } catch (cause) {
    if (!(cause instanceof QueueNameExists)) throw cause;
  }
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
  const { FifoQueue: _, ...changeable } = attributes;
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: changeable }));
  return known(name, QueueUrl);
}

function known(name: string, url: string | undefined): string {
  if (url === undefined) throw new Error(`the queue ${name} has no URL`);
  return url;
}
