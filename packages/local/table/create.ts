/** Makes the one table on an endpoint, from core's definition. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import { INDEXES, KEY, STREAM_VIEW } from "@podium/core/table/definition.ts";

/** Makes the table unless it is there. Answers with the ARN of its stream. */
export async function createTable(client: DynamoDBClient, name: string): Promise<string> {
  const keys = [KEY, ...Object.values(INDEXES)];
  const schema = ({ partition, sort }: { partition: string; sort: string }) => [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: sort, KeyType: "RANGE" as const },
  ];
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: keys
          .flatMap(({ partition, sort }) => [partition, sort])
          .map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
        KeySchema: schema(KEY),
        GlobalSecondaryIndexes: Object.entries(INDEXES).map(([IndexName, key]) => ({
          IndexName,
          KeySchema: schema(key),
          Projection: { ProjectionType: "ALL" as const },
        })),
        StreamSpecification: { StreamEnabled: true, StreamViewType: STREAM_VIEW },
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (Table?.LatestStreamArn === undefined) throw new Error(`the table ${name} has no stream`);
  return Table.LatestStreamArn;
}
