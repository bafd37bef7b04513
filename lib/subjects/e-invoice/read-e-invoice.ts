import { type Bytes, type Origin, type Readings, recordBytesMax } from "../readers/reader.ts";
import { unreadable } from "../readers/reading.ts";
import { building } from "./build.ts";
import { settle } from "./settle.ts";
import { rootPath } from "./syntax.ts";
import { type Refused, walkXml } from "./walk.ts";

export interface EInvoiceOptions {
  /** A larger document is unreadable, and is never held in memory. */
  readonly documentBytesMax?: number;
}

/**
 * Reads an e-invoice, a UBL 2.1 Invoice or CreditNote or a CII D16B invoice, as one record of type
 * `invoice`, as its bytes come. What is not well-formed, is no such document, or says something twice
 * where a record can hold it once, is one unreadable piece.
 */
export async function* readEInvoice(
  bytes: Bytes,
  origin: Origin,
  { documentBytesMax = recordBytesMax }: EInvoiceOptions = {},
): Readings {
  const position = { file: origin.file, offset: 0 };
  const visitor = building();
  const walked = await walkXml(bytes, documentBytesMax, visitor);
  const built = visitor.built();
  const settled = walked.refused || !built ? undefined : settle(built);
  const refused = walked.refused ?? settled?.refused;
  if (refused || !built || !settled?.value) {
    const { code, reason, line, path } = refused ?? notXml;
    const place = {
      file: origin.name,
      line: line ?? 1,
      ...(path !== undefined && { pointer: path }),
    };
    yield [unreadable({ position, place }, { code, reason }, walked.digest)];
    return;
  }
  const place = { file: origin.name, line: built.line, pointer: rootPath(built.syntax) };
  yield [
    { kind: "record", position, place, value: settled.value, of: "invoice", digest: walked.digest },
  ];
}

const notXml: Refused = { code: "not_xml", reason: "it has no root element" };
