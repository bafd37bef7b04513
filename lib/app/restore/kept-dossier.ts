import type { Json } from "../../core/expression/value.ts";
import type { Dossier } from "../changes.ts";
import { canonicalJson } from "../digest.ts";
import { reportText } from "../report-text.ts";

/** What stands before report and payload, on a line of its own. */
interface Head extends Omit<Dossier, "report" | "payload"> {
  readonly reportBytes: number;
}

/** A dossier as one object: a line of JSON, the report as its digest has it, and the payload. */
export function dossierBytes({ report, payload, ...more }: Dossier): Uint8Array {
  const text = Buffer.from(reportText(report));
  const head: Head = { ...more, reportBytes: text.length };
  return Buffer.concat([Buffer.from(`${canonicalJson(head as unknown as Json)}\n`), text, payload]);
}

/** What `dossierBytes` wrote; throws where it is none. */
export function dossierIn(bytes: Uint8Array): Dossier {
  const all = Buffer.from(bytes);
  const end = all.indexOf(10);
  const { reportBytes, ...more } = JSON.parse(all.toString("utf8", 0, end)) as Head;
  const report = all.subarray(end + 1, end + 1 + reportBytes);
  return {
    ...more,
    report: JSON.parse(report.toString("utf8")) as Dossier["report"],
    payload: all.subarray(end + 1 + reportBytes),
  };
}
