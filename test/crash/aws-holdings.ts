import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Accounts } from "../support/accounting.ts";
import type { Holdings } from "./verify.ts";

/** What a table holds, read past the product: all of it, item by item. */
export async function tableHoldings(
  documents: DynamoDBDocumentClient,
  table: string,
  ports: Accounts,
): Promise<Holdings> {
  const items = await allItems(documents, table);
  const under = (pk: string, sk = "") =>
    items.filter((item) => item.pk.startsWith(pk) && item.sk.startsWith(sk));
  const entries = [
    ...under("AUDIT#", "0000").map(({ pk }) => ({
      id: pk.slice("AUDIT#".length),
      action: "submission.judged",
    })),
    ...under("AUDIT#", "ACTION#").map((item) => ({
      id: item.sk.slice("ACTION#".length),
      action: String(item["action"]),
    })),
  ];
  const left = under("OUTBOX#");
  const letters = under("REVIEW#", "LETTER#");
  return {
    ports,
    entries,
    cases: under("REVIEW#", "CASE#").length,
    passes: under("REVIEW#", "PASS#").length,
    mistakes: [
      ...(left.length > 0 ? [`${left.length} parcels were never sent`] : []),
      ...letters.map(({ pk, sk }) => `a letter: ${pk} ${sk}`),
      ...strayItems(items),
    ],
  };
}

interface Stored extends Readonly<Record<string, unknown>> {
  readonly pk: string;
  readonly sk: string;
}

/** What stands in a list is of a document that says so. */
function strayItems(items: readonly Stored[]): readonly string[] {
  const listed = new Set(
    items.filter(({ pk }) => pk.startsWith("REVIEW#")).map((item) => String(item["listed"])),
  );
  return items
    .filter(({ pk }) => /^(QUEUE|HELD|APPROVALS|RECALLS)/.test(pk))
    .filter(({ sk }) => !listed.has(sk))
    .map(({ pk, sk }) => `${pk} lists ${sk}, which no document says`);
}

async function allItems(
  documents: DynamoDBDocumentClient,
  TableName: string,
): Promise<readonly Stored[]> {
  const items: Stored[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const scan = new ScanCommand({
      TableName,
      ConsistentRead: true,
      ...(from && { ExclusiveStartKey: from }),
    });
    const page = await documents.send(scan);
    items.push(...((page.Items ?? []) as Stored[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}
