import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { GateError } from "../app/errors.ts";

/** DynamoDB's bounds of one transaction; the size is kept a little below its 4 MiB. */
export const transactionItemsMax = 100;
export const transactionSizeMaxBytes = 4_000_000;
/** Items stay far below DynamoDB's 400 KB; what is larger is cut into items of this size. */
export const partSizeMaxBytes = 256 * 1024;

/** Of an item besides its body: keys, digest, what an operator wants to see at a glance. */
const itemOverheadBytes = 400;

const packed = promisify(gzip);

/** What one transaction has to take, as sizes: the same bounds hold in both homes. */
export interface TransactionLoad {
  /** Stored compressed and cut into parts: the entry, the report, the payload. */
  readonly documents: readonly (Uint8Array | string)[];
  /** Stored as they are: small documents and parcels. */
  readonly items: readonly string[];
  /** Conditions on documents that do not change. */
  readonly conditions: number;
}

/**
 * Why a transaction would take too much, or undefined. What is small enough as it is is not
 * compressed to find out.
 */
export async function tooLargeFor(load: TransactionLoad): Promise<string | undefined> {
  const { documents, items, conditions } = load;
  const plainBytes = [...documents, ...items].reduce((sum, one) => sum + bytesIn(one), 0);
  const overheadBytes = (documents.length + items.length + conditions) * itemOverheadBytes;
  const partsMax = documents.reduce((sum, one) => sum + partsOf(bytesIn(one)), 0);
  const isSmall = plainBytes + overheadBytes < transactionSizeMaxBytes * 0.99;
  if (isSmall && partsMax + items.length + conditions <= transactionItemsMax) return undefined;

  const sizes = await Promise.all(documents.map(async (one) => (await packed(one)).length));
  const sizeBytes =
    overheadBytes + [...sizes, ...items.map(bytesIn)].reduce((sum, size) => sum + size, 0);
  const count = sizes.reduce((sum, size) => sum + partsOf(size), 0) + items.length + conditions;
  if (count <= transactionItemsMax && sizeBytes <= transactionSizeMaxBytes) return undefined;
  return tooLargeText(sizeBytes, count);
}

/** @throws {GateError} `too_large` for what one transaction does not take. */
export async function refuseTooLarge(load: TransactionLoad): Promise<void> {
  const text = await tooLargeFor(load);
  if (text !== undefined) throw new GateError("too_large", text);
}

export const tooLargeText = (sizeBytes: number, items: number): string =>
  `the submission with its report is ${sizeBytes} bytes in ${items} items once it is compressed, ` +
  `and one transaction takes ${transactionSizeMaxBytes} bytes in ${transactionItemsMax} items: ` +
  "open a run, or submit fewer records at once";

const bytesIn = (one: Uint8Array | string): number =>
  typeof one === "string" ? Buffer.byteLength(one) : one.length;

const partsOf = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / partSizeMaxBytes));
