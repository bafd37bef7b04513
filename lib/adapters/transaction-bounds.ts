import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** DynamoDB's bounds of one transaction; the size is kept a little below its 4 MiB. */
export const transactionItemsMax = 100;
export const transactionSizeMaxBytes = 4_000_000;
/** Items stay far below DynamoDB's 400 KB; what is larger is cut into items of this size. */
export const partSizeMaxBytes = 256 * 1024;

/** The largest document or parcel: DynamoDB takes 400 KB an item. */
export const documentSizeMaxBytes = 350_000;
/** With its keys and all that stands beside it. */
export const itemSizeMaxBytes = 380_000;

/** Payload and report that are this small together, compressed, lie beside the entry. */
export const dossierInlineMaxBytes = 8 * 1024;
/** The largest payload and the largest report, unpacked. */
export const dossierTextMaxBytes = 64 * 1024 * 1024;

/** Of an item besides its body: keys, digest, what an operator wants to see at a glance. */
const itemOverheadBytes = 400;

const packed = promisify(gzip);

/** What one transaction has to take, as sizes: the same bounds hold in both homes. */
export interface TransactionLoad {
  /** Stored compressed and cut into parts. */
  readonly entry: string;
  /** Whether the entry must fit one item, as that of an action does. */
  readonly isEntrySmall: boolean;
  /** How large report and payload are; what is large of them lies apart from the transaction. */
  readonly dossier: readonly number[];
  readonly documents: readonly LoadedDocument[];
  readonly parcels: readonly string[];
  /** What was counted of runs: stored compressed and cut into parts, as entries are. */
  readonly figures: readonly string[];
  /** Earlier runs that are listed: some hundred bytes each. */
  readonly earlierRuns: number;
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
  const { entry, isEntrySmall, dossier, documents, parcels } = load;
  const bodies = [...documents.map(({ body }) => body), ...parcels];
  const large = bodies.find((body) => bytesIn(body) > documentSizeMaxBytes);
  if (large !== undefined)
    return `a document is ${bytesIn(large)} bytes, and at most ${documentSizeMaxBytes} are kept`;
  const text = Math.max(0, ...dossier);
  if (text > dossierTextMaxBytes) return dossierTooLarge(text);
  const figuresBytes = await packedSizes(load.figures);
  const itemCount =
    documents.reduce((sum, one) => sum + itemsOf(one), 0) +
    parcels.length +
    load.conditions +
    load.earlierRuns +
    figuresBytes.reduce((sum, bytes) => sum + partsIn(bytes), 0) +
    Math.min(1, dossier.length);
  const itemBytes =
    documents.reduce((sum, one) => sum + bytesIn(one.body) * (one.isListed ? 2 : 1), 0) +
    parcels.reduce((sum, one) => sum + bytesIn(one), 0) +
    Math.min(1, dossier.length) * dossierInlineMaxBytes +
    figuresBytes.reduce((sum, bytes) => sum + bytes, 0) +
    (itemCount + 1) * itemOverheadBytes;
  const fits = (entryBytes: number, sizeMaxBytes: number): boolean =>
    itemBytes + entryBytes <= sizeMaxBytes &&
    itemCount + partsIn(entryBytes) <= transactionItemsMax &&
    (!isEntrySmall || partsIn(entryBytes) === 1);
  // What hardly compresses grows by less than a hundredth.
  if (fits(bytesIn(entry), transactionSizeMaxBytes * 0.99)) return undefined;

  const entryBytes = (await packed(entry)).length;
  if (fits(entryBytes, transactionSizeMaxBytes)) return undefined;
  return (
    `what would be stored at once is ${itemBytes + entryBytes} bytes in ` +
    `${itemCount + partsIn(entryBytes)} items once it is compressed, and one transaction takes ` +
    `${transactionSizeMaxBytes} bytes in ${transactionItemsMax} items: open a run, or submit fewer ` +
    "records at once"
  );
}

/** The refusal of a payload or report that is beyond what is kept. */
export const dossierTooLarge = (sizeBytes: number): string =>
  `the submission or its report is ${sizeBytes} bytes, and at most ${dossierTextMaxBytes} are kept: ` +
  "open a run, or submit fewer records at once";

/** What is small is not compressed to find out. */
const packedSizes = (texts: readonly string[]): Promise<readonly number[]> =>
  Promise.all(
    texts.map(async (text) =>
      bytesIn(text) <= partSizeMaxBytes / 2 ? bytesIn(text) : (await packed(text)).length,
    ),
  );

const itemsOf = ({ isNew, isListed }: LoadedDocument): number => (isNew && !isListed ? 1 : 2);

const bytesIn = (text: string): number => Buffer.byteLength(text);

const partsIn = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / partSizeMaxBytes));
