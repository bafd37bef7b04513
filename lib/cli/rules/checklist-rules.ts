import { statSync } from "node:fs";
import { resolve } from "node:path";
import { findReferences } from "../../adapters/references/find.ts";
import { businessInstant } from "../../app/business-instant.ts";
import { contextOf } from "../../app/check.ts";
import { type Checklist, checklistOf } from "../../app/reference/checklist.ts";
import type { Plan } from "../../core/plan.ts";
import type { Language } from "../../core/rule.ts";
import { readMapping } from "../check/read-mapping.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type GatePlan, gatePlan } from "../gate-plan.ts";
import { type Io, wantsColour } from "../io.ts";
import { paletteOf } from "../outputs/palette.ts";
import { checklistText } from "./checklist-text.ts";
import type { InputFormat } from "./input-formats.ts";

export interface ChecklistFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly reference?: string;
  readonly referenceAt?: string;
  readonly history?: string;
  readonly mapping?: string;
  readonly format: InputFormat;
  readonly locale: Language;
  readonly json?: boolean;
}

/** `holdpoint rules checklist`: what a gate's rules lack, and what would set them up. */
export async function checklistRules(io: Io, flags: ChecklistFlags): Promise<ExitCode> {
  const judge = await gatePlan(io, flags);
  const list = await checklist(io, flags, judge);
  if (flags.json) await io.stdout.write(`${JSON.stringify(jsonOf(judge, list), null, 2)}\n`);
  else {
    const palette = paletteOf(wantsColour(io, io.stdout));
    const { reference } = flags;
    const isFolder = reference !== undefined && statSync(resolve(io.cwd, reference)).isDirectory();
    const lines = checklistText(list, judge, {
      palette,
      locale: flags.locale,
      ...(reference !== undefined && (isFolder ? { folder: reference } : { store: reference })),
    });
    await io.stdout.write(`${lines.join("\n")}\n`);
  }
  return exitCodes.clear;
}

async function checklist(io: Io, flags: ChecklistFlags, judge: GatePlan): Promise<Checklist> {
  const { gate, plan } = judge;
  const named = namedIn(flags);
  const references = await findReferences({ ...named, cwd: io.cwd, zone: gate.zone }, plan);
  try {
    const context = contextOf(
      {
        gate,
        rows: references.rows,
        businessAt: businessInstant(io.now().toISOString(), gate.zone),
        unsupplied: await unsuppliedBy(io, flags, plan),
      },
      {},
    );
    // That there is a history is all that counts here.
    const isKept = flags.history !== undefined && (await isHistory(io, flags.history, plan));
    return checklistOf(plan, isKept ? { ...context, history: [] } : context);
  } finally {
    references.close();
  }
}

const namedIn = ({ reference, referenceAt }: ChecklistFlags) => ({
  ...(reference !== undefined && { reference }),
  ...(referenceAt !== undefined && { referenceAt }),
});

async function isHistory(io: Io, name: string, plan: Plan): Promise<boolean> {
  const { readHistory } = await import("../check/read-history.ts");
  await readHistory(name, io.cwd, plan);
  return true;
}

async function unsuppliedBy(io: Io, flags: ChecklistFlags, plan: Plan): Promise<readonly string[]> {
  const mapped =
    flags.mapping === undefined ? [] : (await readMapping(flags.mapping, io, plan)).unsupplied;
  if (flags.format !== "e-invoice") return mapped;
  const { unsuppliedByEInvoices } = await import("../../subjects/e-invoice/unsupplied.ts");
  return [...mapped, ...unsuppliedByEInvoices(plan.subject)];
}

function jsonOf({ gate, plan }: GatePlan, { rules, tables, readyRules }: Checklist) {
  return {
    schema: "holdpoint/checklist/1",
    gate: gate.name,
    ruleset: { name: plan.name, revision: plan.revision },
    readyRules,
    rules,
    tables: tables.map((absent) => ({
      ...absent,
      key: plan.subject.tables[absent.table]?.key,
      doc: plan.subject.tables[absent.table]?.doc,
    })),
  };
}
