import type { HeldRecord, UnreadableRecord } from "../../core/report.ts";
import type { Verdict } from "../../core/severity.ts";
import { canonicalJson } from "../digest.ts";
import { startForest } from "../pass/merkle-forest.ts";
import { lineTaker, valuesIn } from "./json-lines.ts";
import { comparePositions, type Positioned } from "./merge-sorted.ts";
import type { Merged } from "./merged.ts";
import { partsOf } from "./part-lines.ts";
import type { RecordLine } from "./record-lines.ts";
import { openSections, type SectionWriter } from "./section-file.ts";
import { fileNames, type MergeParts, type Workshop } from "./workshop.ts";

/** What is not passed, in order of position; a record that several passes hold comes several times. */
interface NotPassed {
  readonly held: Iterable<HeldRecord>;
  readonly unreadable: Iterable<UnreadableRecord>;
}

/**
 * Lists every reading of a group of parts with its verdict in the section `records`, and gives what
 * the trees over these lines, and over the digests of the records, must know of them.
 */
export function listRecords(
  { scratch }: Workshop,
  task: MergeParts,
  file: SectionWriter,
  notPassed: NotPassed,
): NonNullable<Merged["records"]> {
  const forests = {
    lines: startForest(task.recordsBefore),
    digests: startForest(task.recordsBefore),
  };
  const text = lineTaker((some) => file.append("records", some));
  const verdictAt = verdicts(notPassed);
  for (const line of linesOf()) {
    const record = { ...line, verdict: verdictAt(line) };
    text.take(record);
    forests.lines.leaf(Buffer.from(canonicalJson(record as never)));
    forests.digests.leaf(Buffer.from(line.digest, "hex"));
  }
  text.end();
  return { lines: forests.lines.forest(), digests: forests.digests.forest() };

  function* linesOf(): Generator<RecordLine, void, void> {
    for (const [part] of partsOf(task)) {
      const judged = openSections(scratch, fileNames.judged(part));
      try {
        yield* valuesIn<RecordLine>(judged.segments("records"));
      } finally {
        judged.close();
      }
    }
  }
}

/** The verdicts of readings that are asked for in order of position. */
function verdicts(notPassed: NotPassed) {
  const held = ahead(notPassed.held);
  const unreadable = ahead(notPassed.unreadable);
  return (at: Positioned): Verdict | "unreadable" => {
    let verdict: Verdict | "unreadable" = "pass";
    for (const record of held(at)) if (verdict !== "block") verdict = record.verdict;
    for (const _ of unreadable(at)) verdict = "unreadable";
    return verdict;
  };
}

/** Gives the items of a stream that stand at a position; positions only ever rise. */
function ahead<Item extends Positioned>(items: Iterable<Item>) {
  const stream = items[Symbol.iterator]();
  let next = stream.next();
  return function* (at: Positioned): Generator<Item, void, void> {
    while (!next.done) {
      const order = comparePositions(next.value, at);
      if (order > 0) return;
      if (order === 0) yield next.value;
      // One that stands nowhere would be lost: every piece of input has its line.
      else throw new Error(`no record stands at ${JSON.stringify(next.value.position)}`);
      next = stream.next();
    }
  };
}
