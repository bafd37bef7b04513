import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { reaching } from "../aws/reaching.ts";
import type { Item } from "./documents.ts";
import type { Key } from "./keys.ts";

/** Which of the items under a leading key, by their sort keys: one of these at most. */
export interface Range {
  readonly before?: string;
  /** Exclusive. */
  readonly after?: string;
  readonly prefix?: string;
}

const itemsMaxByDefault = 1_000;

/** How far a reading goes, and behind which item it begins. */
export interface Reading extends Range {
  readonly itemsMax?: number;
  readonly behind?: Key;
  /** From the largest sort key down. */
  readonly isBackwards?: true;
}

/** All items under a leading key, in the order of reading; strongly consistent. */
export async function itemsUnder(
  documents: DynamoDBDocumentClient,
  table: string,
  pk: string,
  { itemsMax = itemsMaxByDefault, behind, isBackwards, ...range }: Reading = {},
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const [condition, value] = conditionOf(range);
  let from: Record<string, unknown> | undefined = behind && { pk: behind.pk, sk: behind.sk };
  do {
    const page = await reaching(
      "the store",
      documents.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: `pk = :pk${condition}`,
          ExpressionAttributeValues: { ":pk": pk, ...(value !== undefined && { ":sk": value }) },
          Limit: itemsMax - items.length,
          ...(isBackwards && { ScanIndexForward: false }),
          ...(from && { ExclusiveStartKey: from }),
        }),
      ),
    );
    items.push(...((page.Items ?? []) as Item[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && items.length < itemsMax);
  return items;
}

function conditionOf({
  before,
  after,
  prefix,
}: Range): readonly [condition: string, value?: string] {
  if (before !== undefined) return [" AND sk < :sk", before];
  if (after !== undefined) return [" AND sk > :sk", after];
  if (prefix !== undefined) return [" AND begins_with(sk, :sk)", prefix];
  return [""];
}

/** One item; strongly consistent. */
export async function itemAt(
  documents: DynamoDBDocumentClient,
  table: string,
  { pk, sk }: Key,
): Promise<Item | undefined> {
  const get = new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true });
  const { Item: found } = await reaching("the store", documents.send(get));
  return found as Item | undefined;
}

/**
 * The first items of a list that is spread over several leading keys, as if it were one. A shard is
 * read on only as far as its items can still be among the first.
 */
export async function firstOfShards(
  documents: DynamoDBDocumentClient,
  table: string,
  pks: readonly string[],
  { itemsMax, ...range }: Range & { readonly itemsMax: number },
): Promise<readonly Item[]> {
  const pageSize = Math.max(pageSizeMin, Math.ceil((2 * itemsMax) / pks.length));
  const page = async (pk: string, behind?: Key) =>
    itemsUnder(documents, table, pk, { ...range, itemsMax: pageSize, ...(behind && { behind }) });
  let pages = await Promise.all(pks.map((pk) => page(pk)));
  let found: readonly Item[] = [];
  while (pages.length > 0) {
    found = [...found, ...pages.flat()].sort(bySk).slice(0, itemsMax);
    const isOpen = ({ sk }: Key) => found.length < itemsMax || sk < (found.at(-1) as Item).sk;
    const ends = pages.flatMap((items) => (items.length < pageSize ? [] : items.slice(-1)));
    pages = await Promise.all(ends.filter(isOpen).map((end) => page(end.pk, end)));
  }
  return found;
}

/** A page is worth its round trip. */
const pageSizeMin = 25;

const bySk = (a: Key, b: Key): number => (a.sk < b.sk ? -1 : a.sk > b.sk ? 1 : 0);
