import { isObject, type JsonObject } from "../../core/expression/value.ts";
import type { Subject } from "../../core/subject.ts";
import { readSubmission } from "../../subjects/read-submission.ts";
import { formatOf } from "../../subjects/readers/format-of.ts";
import type { Bytes } from "../../subjects/readers/reader.ts";
import type { JudgedBy } from "../check.ts";

interface ReadableFile {
  readonly name: string;
  readonly open: () => Bytes;
}

/**
 * What it means for judging that files are e-invoices: the fields that they cannot supply, and the XPaths
 * of those that they can. Where records of another format stand beside them nothing is unsupplied, since a
 * rule left out for the ones would be left out for the others: then what e-invoices lack is missing. A
 * header supplies the run's fields, and may stand in a file of its own.
 */
export async function judgedAsEInvoices(
  files: readonly ReadableFile[],
  subject: Subject,
  header: JsonObject,
): Promise<Pick<JudgedBy, "unsupplied" | "locate">> {
  const others: ReadableFile[] = [];
  for (const file of files) if ((await formatOfReadable(file)) !== "xml") others.push(file);
  if (others.length === files.length) return { unsupplied: [] };
  const { locateInEInvoice: locate } = await import("../../subjects/e-invoice/locate.ts");
  for (const file of others) if (await hasRecords(file, subject)) return { unsupplied: [], locate };
  const { unsuppliedByEInvoices } = await import("../../subjects/e-invoice/unsupplied.ts");
  const unsupplied = unsuppliedByEInvoices(subject);
  const isOfRun = (path: string): boolean => path.startsWith("run.");
  if (!isObject(header.run)) return { unsupplied, locate };
  return { unsupplied: unsupplied.filter((path) => !isOfRun(path)), locate };
}

/** What cannot be opened is told when it is read. */
async function formatOfReadable(file: ReadableFile) {
  try {
    return await formatOf(file);
  } catch {
    return undefined;
  }
}

/** Whether a file has a record, and not a header alone; it is read to its first one. */
async function hasRecords(file: ReadableFile, subject: Subject): Promise<boolean> {
  for await (const batch of readSubmission([file], { subject }))
    if (batch.some(({ kind }) => kind === "record")) return true;
  return false;
}
