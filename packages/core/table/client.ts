/** The clients of the table, the only place that makes them. */
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { CapacityMeter } from "./meter.ts";
import { SILENT } from "./reader.ts";

export interface Table {
  name: string;
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
}

export function openTable(name: string, config: DynamoDBClientConfig = {}, meter?: CapacityMeter): Table {
  const client = new DynamoDBClient({ maxAttempts: 5, logger: SILENT, ...config });
  meter?.attach(client);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { name, client, documents };
}
