import { createHash } from "node:crypto";
import { SaxesParser, type SaxesTagNS } from "saxes";
import { depthMax } from "../readers/json-tally.ts";
import type { Bytes } from "../readers/reader.ts";
import type { Refusal } from "../readers/reading.ts";
import { xmlText } from "./xml-text.ts";

export type Tag = SaxesTagNS;

/** What looks at a document while it goes by; once it has refused, nothing more is told to it. */
export interface Visitor {
  readonly open: (tag: Tag, line: number) => Refused | undefined;
  readonly text: (text: string) => Refused | undefined;
  readonly close: (line: number) => Refused | undefined;
}

/** Why a document is not read; the line and the XPath tell where. */
export interface Refused extends Refusal {
  readonly line?: number;
  readonly path?: string;
}

/** How a walk ended: the digest of all bytes, and what was refused. */
export interface Walked {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly refused?: Refused;
}

/**
 * Goes through an XML document once, as its bytes come. Only what is well-formed with its namespaces
 * gets to its end; a document type is refused, so that no entity is ever expanded or fetched. Memory goes
 * with the longest text and the depth, both bounded.
 */
export async function walkXml(bytes: Bytes, bytesMax: number, visitor: Visitor): Promise<Walked> {
  const hash = createHash("sha256");
  const parse = parsing(visitor);
  let sizeBytes = 0;
  let refused: Refused | undefined;
  for await (const piece of xmlText(bytes)) {
    hash.update(piece.bytes);
    sizeBytes += piece.bytes.length;
    if (refused?.code === "too_large") continue;
    if (sizeBytes > bytesMax) refused = tooLong;
    else if (refused === undefined)
      refused = "refusal" in piece ? piece.refusal : parse.write(piece.text);
  }
  if (refused?.code === "too_large") refused = tooLarge(sizeBytes, bytesMax);
  refused ??= parse.end();
  return { digest: hash.digest("hex"), sizeBytes, ...(refused && { refused }) };
}

const tooLong: Refused = { code: "too_large", reason: "" };

const tooLarge = (sizeBytes: number, bytesMax: number): Refused => ({
  code: "too_large",
  reason: `it has ${sizeBytes} bytes, at most ${bytesMax} are read as one document`,
});

function parsing(visitor: Visitor) {
  const parser = new SaxesParser({ xmlns: true, position: true });
  let refused: Refused | undefined;
  let depth = 0;
  parser.on("error", (error) => {
    refused ??= notXml(error.message);
  });
  parser.on("doctype", () => {
    refused ??= {
      code: "doctype",
      line: parser.line,
      reason:
        "it has a document type (<!DOCTYPE …>), by which entities could be made to grow or to fetch " +
        "files: e-invoices have none, leave it out",
    };
  });
  // The root's tag may end some lines further down than it begins, with its namespaces.
  let rootLine: number | undefined;
  parser.on("opentagstart", () => {
    rootLine = parser.line;
    parser.off("opentagstart");
  });
  parser.on("opentag", (tag) => {
    depth++;
    if (refused !== undefined) return;
    const line = depth === 1 ? (rootLine ?? parser.line) : parser.line;
    refused = depth > depthMax ? tooDeep(line) : visitor.open(tag, line);
  });
  const text = (found: string): void => {
    if (refused === undefined) refused = visitor.text(found);
  };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", () => {
    depth--;
    if (refused === undefined) refused = visitor.close(parser.line);
  });
  return {
    write: (chunk: string): Refused | undefined => {
      parser.write(chunk);
      return refused;
    },
    end: (): Refused | undefined => {
      parser.close();
      return refused;
    },
  };
}

const tooDeep = (line: number): Refused => ({
  code: "too_deep",
  line,
  reason: `it nests deeper than ${depthMax} levels: flatten it`,
});

/** The parser tells the place in front of its message; it counts columns from 0. */
function notXml(message: string): Refused {
  const [, line, column, what] = /^(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  if (line === undefined) return { code: "not_xml", reason: `it is not XML: ${message}` };
  const reason = `line ${line}, column ${Number(column) + 1}: it is not well-formed XML: ${what}`;
  return { code: "not_xml", line: Number(line), reason };
}
