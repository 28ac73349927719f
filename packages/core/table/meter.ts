/** Counts what every call to the table consumes, so that the bill can be modelled from what was measured. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

export interface Capacity {
  calls: number;
  readUnits: number;
  writeUnits: number;
}

interface Consumed {
  CapacityUnits?: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

const READS = new Set([
  "GetItemCommand",
  "BatchGetItemCommand",
  "QueryCommand",
  "ScanCommand",
  "TransactGetItemsCommand",
]);

/** A meter starts at zero; `attach` makes a client report to it. */
export class CapacityMeter {
  private total: Capacity = { calls: 0, readUnits: 0, writeUnits: 0 };

  attach(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const output = await next({
          ...args,
          input: { ...args.input, ReturnConsumedCapacity: "TOTAL" },
        });
        const consumed = (output.output as { ConsumedCapacity?: Consumed | Consumed[] }).ConsumedCapacity;
        const reads = READS.has(String(context.commandName));
        this.total.calls += 1;
        for (const part of consumed === undefined ? [] : [consumed].flat()) {
          if (reads) this.total.readUnits += part.CapacityUnits ?? 0;
          else this.total.writeUnits += part.CapacityUnits ?? 0;
        }
        return output;
      },
      { step: "initialize", name: "capacityMeter" },
    );
  }

  read(): Capacity {
    return { ...this.total };
  }
}
