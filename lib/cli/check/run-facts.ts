import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { engineStamp } from "../../adapters/files/engine-stamp.ts";
import type { FoundInput } from "../../adapters/files/input-source.ts";
import type { InterruptedRun, RunFacts, RunFolder } from "../../adapters/files/run-folder.ts";
import { folderScratch } from "../../adapters/files/spill-folder.ts";
import type { JudgedBy } from "../../app/check.ts";
import { GateError } from "../../app/errors.ts";
import type { Part } from "../../app/run/part.ts";
import { openSections } from "../../app/run/section-file.ts";
import { fileNames } from "../../app/run/workshop.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Bounds } from "../../core/gather.ts";
import type { Plan } from "../../core/plan.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";

/** All that the parts that were judged depend on. */
export interface Depends {
  readonly plan: Plan;
  readonly judgedBy: JudgedBy;
  readonly header: JsonObject;
  readonly inputs: readonly FoundInput[];
  readonly parts: readonly Part[];
  readonly mapping?: Mapping;
  readonly bounds: Bounds;
}

/** The same, by the name that people know each by, as digests. */
export function factsOf(depends: Depends): RunFacts {
  const { plan, judgedBy, header, inputs, parts, mapping, bounds } = depends;
  const { gate, tables = {}, history, businessAt, unsupplied, seed } = judgedBy;
  return {
    "Holdpoint itself": digest(engineStamp(), process.versions),
    "the gate": digest(gate),
    "the rule set": plan.revision,
    "the mapping": digest(mapping),
    "the reference tables": digest(tables),
    "the history": history?.digest ?? "",
    "the business date (--as-of)": businessAt,
    "the lengths of lists (--max-violations)": digest(bounds),
    "the header of the submission": digest(header),
    "what the inputs cannot supply": digest(unsupplied, seed ?? ""),
    "how the submission is cut": digest(parts),
    ...Object.fromEntries(
      inputs.map(({ name, source, sizeBytes }) => [
        `the input ${name}`,
        digest(source ?? sizeBytes),
      ]),
    ),
  };
}

const digest = (...parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts, everything)).digest("hex");

/** What JSON has no words for says what it is as well: it would be left out, and nobody would know. */
function everything(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof RegExp) return `${value}`;
  return value instanceof Map || value instanceof Set ? [...value] : value;
}

const differencesMax = 10;

/** @throws {GateError} `conflict` naming what is not as it was when the run was interrupted. */
export function assertSame({ manifest }: InterruptedRun, facts: RunFacts): void {
  const names = [...new Set([...Object.keys(manifest.facts), ...Object.keys(facts)])];
  const different = names.filter((name) => manifest.facts[name] !== facts[name]);
  if (different.length === 0) return;
  const more = different.length - differencesMax;
  const shown = different.slice(0, differencesMax).join(", ");
  throw new GateError(
    "conflict",
    `the interrupted run cannot be taken up, since something has changed: ${shown}` +
      `${more > 0 ? ` and ${more} more` : ""}; judge the submission from its beginning, without ` +
      "--resume",
  );
}

/** The parts that an interrupted run has judged, as far as what it left is whole. */
export function judgedParts({ path }: RunFolder, parts: readonly Part[]): ReadonlySet<number> {
  const scratch = folderScratch(path);
  const isJudged = ({ number }: Part): boolean => {
    const name = fileNames.judged(number);
    if (!existsSync(join(path, name))) return false;
    try {
      const file = openSections(scratch, name);
      const isWhole = file.isWhole();
      file.close();
      return isWhole;
    } catch {
      // What is damaged is judged again.
      return false;
    }
  };
  return new Set(parts.filter(isJudged).map(({ number }) => number));
}
