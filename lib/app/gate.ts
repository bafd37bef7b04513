import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import type { Json } from "../core/expression/value.ts";
import { stages } from "../core/rule.ts";
import { canonicalJson, sha256 } from "./digest.ts";
import { GateError, type Mistake } from "./errors.ts";
import {
  type ApprovalSettings,
  type BusinessHours,
  type Costs,
  type Deadlines,
  gateSettings,
  type PassSettings,
  type Policy,
  type ReviewSettings,
} from "./gate-settings.ts";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, "must be kebab-case: a-z, 0-9 and -, at most 63 characters");

const gateSchema = z.strictObject({
  /** How callers name it, in URLs and on the command line. */
  name,
  /** The subject kind that is handed to it. */
  subject: name,
  /** The rule set that judges: a folder of `rulesets/`. */
  ruleset: name,
  /** The IANA zone in which its days begin and end. */
  zone: z.string().refine(isZone, "is no IANA time zone: write one such as Europe/Tallinn"),
  /** Where in the life of the subject the gate stands: rules may be for some stages only. */
  stage: z.enum(stages).default("intake"),
  /** Tables without which nothing passes: a rule that lacks one holds. */
  required_tables: z.array(z.string().min(1).max(63)).max(50).default([]),
  /** How the revision is chosen that judges: the one in force at the business time, or one alone. */
  revision: z
    .union([
      z.literal("as-of"),
      z
        .string()
        .regex(/^[0-9a-f]{64}$/, "must be as-of, or the digest of a revision, 64 hex digits"),
    ])
    .default("as-of"),
  ...gateSettings,
});

/** A named check point: what is handed to it, what judges it, and under which policy. */
export interface Gate {
  readonly name: string;
  readonly subject: string;
  readonly ruleset: string;
  readonly revision: string;
  readonly zone: string;
  readonly stage: (typeof stages)[number];
  readonly requiredTables: readonly string[];
  readonly policy: Policy;
  readonly approval: ApprovalSettings;
  readonly deadlines: Deadlines;
  readonly businessHours: BusinessHours;
  readonly review: ReviewSettings;
  readonly costs: Costs;
  readonly pass: PassSettings;
}

/** The version of a gate's configuration: a digest over all of it, whatever its file looks like. */
export const gateVersionOf = (gate: Gate): string =>
  sha256(canonicalJson(gate as unknown as Json)).slice(0, 40);

/**
 * Reads a gate from its YAML. Pure; unknown keys are mistakes, so that a misspelt policy is not
 * silently without effect.
 *
 * @param file names the text in messages: `gates/order.yaml`.
 * @throws {GateError} `invalid` with every mistake, each as `file:line:col: message [gate]`.
 */
export function parseGate(text: string, file: string): Gate {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const mistakeAt = (offset: number, message: string): Mistake => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message: `${file}:${line}:${col}: ${message} [gate]` };
  };
  if (document.errors.length > 0)
    throw refusal(
      file,
      document.errors.map((e) => mistakeAt(e.pos[0], firstLine(e.message))),
    );

  const read = gateSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (read.success) {
    const { required_tables: requiredTables, business_hours: businessHours, ...gate } = read.data;
    return { ...gate, requiredTables, businessHours };
  }
  throw refusal(
    file,
    read.error.issues.map((issue) =>
      mistakeAt(offsetOf(document.contents, issue.path), sentenceOf(issue)),
    ),
  );
}

function refusal(file: string, mistakes: readonly Mistake[]): GateError {
  const found = mistakes.map((mistake) => mistake.message).join("\n");
  return new GateError("invalid", `${file} is no gate:\n${found}`, { mistakes });
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.join(".");
  return where === "" ? issue.message : `${where}: ${issue.message}`;
}

/** Where the value at a path begins, or the nearest that is there around it. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root as Node | null;
  for (const key of path) {
    const next = isMap(node) ? (node.get(key, true) as Node | undefined) : undefined;
    if (next === undefined) break;
    node = next;
  }
  return isScalar(node) || isMap(node) ? (node.range?.[0] ?? 0) : 0;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone.includes("/") || zone === "UTC";
  } catch {
    return false;
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] as string).replace(/ at line \d+, column \d+:$/, "");
}
