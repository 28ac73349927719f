/** DynamoDB deletes expired items by itself some time after; the local engine leaves it to its owner. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { TableError } from "./errors.ts";

const PAGE_ITEMS = 1_000;
const DELETES_AT_ONCE = 8;
/** DynamoDB takes an expiry of more than five years ago for something else and leaves the item. */
const OLDEST_SECONDS = 5 * 365 * 24 * 3_600;

/**
 * Deletes what expired before `nowSeconds` and returns how many items went. It reads the whole table: call it rarely.
 * An item whose expiry moves ahead between the read and the delete stays.
 */
export async function sweepExpired(
  client: DynamoDBClient,
  tableName: string,
  ttlAttribute: string,
  nowSeconds: number,
): Promise<number> {
  const keyNames = await keysOf(client, tableName);
  const expired = {
    names: { "#ttl": ttlAttribute },
    values: { ":now": { N: String(nowSeconds) }, ":oldest": { N: String(nowSeconds - OLDEST_SECONDS) } },
    condition: "#ttl BETWEEN :oldest AND :now",
  };
  let deleted = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        Limit: PAGE_ITEMS,
        FilterExpression: expired.condition,
        ProjectionExpression: keyNames.map((_, index) => `#key${index}`).join(", "),
        ExpressionAttributeNames: {
          ...expired.names,
          ...Object.fromEntries(keyNames.map((name, index) => [`#key${index}`, name])),
        },
        ExpressionAttributeValues: expired.values,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const keys = page.Items ?? [];
    for (let at = 0; at < keys.length; at += DELETES_AT_ONCE) {
      const gone = await Promise.all(
        keys.slice(at, at + DELETES_AT_ONCE).map((key) => deleteIf(client, tableName, key, expired)),
      );
      deleted += gone.filter(Boolean).length;
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return deleted;
}

async function keysOf(client: DynamoDBClient, tableName: string): Promise<string[]> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const names = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
  if (names.length === 0) throw new TableError("SWEEP_INCOMPLETE", `the table ${tableName} shows no key`);
  return names;
}

async function deleteIf(
  client: DynamoDBClient,
  tableName: string,
  key: Record<string, AttributeValue>,
  expired: { names: Record<string, string>; values: Record<string, AttributeValue>; condition: string },
): Promise<boolean> {
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: tableName,
        Key: key,
        ConditionExpression: expired.condition,
        ExpressionAttributeNames: expired.names,
        ExpressionAttributeValues: expired.values,
      }),
    );
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw cause;
  }
}
