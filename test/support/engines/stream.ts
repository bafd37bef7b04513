import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { anyRegion } from "./dynamodb.ts";
import type { Engine } from "./process.ts";

/**
 * All that a table's stream holds, as Lambda would hand it over; the newest-image records that have
 * not been read by the sequence number given are left out. The protocol is spoken by hand, because
 * the product itself never reads a stream.
 */
export async function streamOf(engine: Engine, table: string): Promise<DynamoDBStreamEvent> {
  const call = (action: string, body: object) => callStreams(engine, action, body);
  const { Streams } = await call("ListStreams", { TableName: table });
  const StreamArn = Streams[0].StreamArn;
  const { StreamDescription } = await call("DescribeStream", { StreamArn });
  const records: DynamoDBRecord[] = [];
  for (const { ShardId } of StreamDescription.Shards) {
    let { ShardIterator } = await call("GetShardIterator", {
      StreamArn,
      ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    for (let read = 1; ShardIterator !== undefined && read > 0; ) {
      const page = await call("GetRecords", { ShardIterator });
      read = page.Records.length;
      records.push(...page.Records);
      ShardIterator = page.NextShardIterator;
    }
  }
  return { Records: records };
}

// biome-ignore lint/suspicious/noExplicitAny: what the engine answers is asserted by its use
async function callStreams(engine: Engine, action: string, body: object): Promise<any> {
  const scope = `local/20260101/${anyRegion}/dynamodb/aws4_request`;
  const answer = await fetch(engine.endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": `DynamoDBStreams_20120810.${action}`,
      "X-Amz-Date": "20260101T000000Z",
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * Reads a table's stream on, from its beginning: each call gives what has come since the one before.
 * Shards are found when it is first asked.
 */
export function streamReader(
  engine: Engine,
  table: string,
): { next(): Promise<readonly DynamoDBRecord[]> } {
  let iterators: string[] | undefined;
  return {
    next: async () => {
      iterators ??= await firstIterators(engine, table);
      const records: DynamoDBRecord[] = [];
      for (const [at, ShardIterator] of iterators.entries()) {
        const page = await callStreams(engine, "GetRecords", { ShardIterator });
        records.push(...page.Records);
        iterators[at] = page.NextShardIterator ?? ShardIterator;
      }
      return records;
    },
  };
}

async function firstIterators(engine: Engine, TableName: string): Promise<string[]> {
  const { Streams } = await callStreams(engine, "ListStreams", { TableName });
  const { StreamArn } = Streams[0];
  const { StreamDescription } = await callStreams(engine, "DescribeStream", { StreamArn });
  const iterators = StreamDescription.Shards.map(async ({ ShardId }: { ShardId: string }) => {
    const at = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    return (await callStreams(engine, "GetShardIterator", at)).ShardIterator;
  });
  return Promise.all(iterators);
}
