import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** DynamoDB's bounds of one transaction; the size is kept a little below its 4 MiB. */
export const transactionItemsMax = 100;
export const transactionSizeMaxBytes = 4_000_000;
/** Items stay far below DynamoDB's 400 KB; what is larger is cut into items of this size. */
export const partSizeMaxBytes = 256 * 1024;

/** The largest document: DynamoDB takes 400 KB an item. */
export const documentSizeMaxBytes = 350_000;

/** Of an item besides its body: keys, digest, what an operator wants to see at a glance. */
const itemOverheadBytes = 400;

const packed = promisify(gzip);

/** What one transaction has to take, as sizes: the same bounds hold in both homes. */
export interface TransactionLoad {
  /** Stored compressed and cut into parts: the entry first, then report and payload. */
  readonly texts: readonly (Uint8Array | string)[];
  /** Whether the entry must fit one item, as that of an action does. */
  readonly isEntrySmall: boolean;
  readonly documents: readonly LoadedDocument[];
  readonly parcels: readonly string[];
  /** Conditions on documents that do not change. */
  readonly conditions: number;
}

/** Stored as it is; while it is in a list a copy stands there, and afterwards that is taken out. */
export interface LoadedDocument {
  readonly body: string;
  readonly isNew: boolean;
  readonly isListed: boolean;
}

/**
 * Why a transaction would take too much, or undefined. What is small enough as it is is not
 * compressed to find out.
 */
export async function tooLargeFor(load: TransactionLoad): Promise<string | undefined> {
  const { texts, isEntrySmall, documents, parcels } = load;
  const large = documents.find(({ body }) => bytesIn(body) > documentSizeMaxBytes);
  if (large !== undefined)
    return `a document is ${bytesIn(large.body)} bytes, and at most ${documentSizeMaxBytes} are kept`;
  const itemCount =
    documents.reduce((sum, one) => sum + itemsOf(one), 0) + parcels.length + load.conditions;
  const itemBytes =
    documents.reduce((sum, one) => sum + bytesIn(one.body) * (one.isListed ? 2 : 1), 0) +
    parcels.reduce((sum, one) => sum + bytesIn(one), 0) +
    (itemCount + texts.length) * itemOverheadBytes;
  const fits = (sizes: readonly number[], sizeMaxBytes: number): boolean =>
    itemBytes + sum(sizes) <= sizeMaxBytes &&
    itemCount + sum(sizes.map(partsIn)) <= transactionItemsMax &&
    (!isEntrySmall || partsIn(sizes[0] ?? 0) === 1);
  // What hardly compresses grows by less than a hundredth.
  if (fits(texts.map(bytesIn), transactionSizeMaxBytes * 0.99)) return undefined;

  const sizes = await Promise.all(texts.map(async (one) => (await packed(one)).length));
  if (fits(sizes, transactionSizeMaxBytes)) return undefined;
  return (
    `the submission with its report is ${itemBytes + sum(sizes)} bytes in ` +
    `${itemCount + sum(sizes.map(partsIn))} items once it is compressed, and one transaction takes ` +
    `${transactionSizeMaxBytes} bytes in ${transactionItemsMax} items: open a run, or submit fewer ` +
    "records at once"
  );
}

const itemsOf = ({ isNew, isListed }: LoadedDocument): number => (isNew && !isListed ? 1 : 2);

const bytesIn = (one: Uint8Array | string): number =>
  typeof one === "string" ? Buffer.byteLength(one) : one.length;

const partsIn = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / partSizeMaxBytes));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
