import type { Context } from "../../lib/core/context.ts";
import { isUnjudged } from "../../lib/core/expression/fault.ts";
import { loadFast } from "../../lib/core/expression/load.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import type { Plan } from "../../lib/core/index.ts";
import { outcomeOf } from "../../lib/core/judge/check-outcome.ts";
import { elementsOf, withParams } from "../../lib/core/judge/elements.ts";
import { type PreparedRule, prepare } from "../../lib/core/judge/preparation.ts";
import { type SubjectRecord, subjectRecord } from "../../lib/core/judge/subject-record.ts";
import { placeOf } from "./peer.ts";
import { FAULT, type Judge, outcomeCodes, UNPROVEN } from "./verdicts.ts";

/** What the bench's invoices are judged in. */
export const benchContext: Context = {
  gate: "bench",
  businessAt: "2026-11-22T12:00:00Z",
  zone: "Europe/Tallinn",
  stage: "intake",
  rows: { loaded: () => false, find: () => [], all: () => [] },
  unsupplied: [],
  requiredTables: [],
};

/** The outcomes of a plan: its compiled code, and the interpreter for what that leaves unproven. */
export function holdpoint(plan: Plan): Judge {
  const { judge } = loadFast(plan);
  const p = prepare(plan, benchContext);
  const kind = plan.subject.records[0]!;
  const context = { ...benchContext, kind: kind.name };
  const proofs = new Uint8Array(plan.rules.length);
  const places = Uint8Array.from(plan.rules.map(({ id }) => placeOf(id)));
  return (value, out) => {
    judge(value as JsonObject, context, proofs);
    let record: SubjectRecord | undefined;
    for (let i = 0; i < proofs.length; i++) {
      const proof = proofs[i]!;
      out[places[i]!] = proof;
      if (proof !== UNPROVEN) continue;
      record ??= subjectRecord(p, kind, readingOf(value as JsonObject), "");
      p.refuel();
      out[places[i]!] = interpreted(p.rules[i]!, record);
    }
  };
}

const readingOf = (value: JsonObject) => ({
  value,
  position: { file: 0, offset: 0 },
  place: { file: "" },
  digest: "",
});

function interpreted(prepared: PreparedRule, record: SubjectRecord): number {
  const frame = withParams(prepared.rule, {}, record.frame, record.currency);
  const elements = elementsOf(prepared.rule, frame, record.world);
  if (isUnjudged(elements)) return FAULT;
  const found = outcomeOf(prepared.checks[0]!, elements[0]!.frame, record.world);
  return outcomeCodes.indexOf(found.outcome);
}
