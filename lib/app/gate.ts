import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { stages } from "../core/rule.ts";
import { GateError, type Mistake } from "./errors.ts";

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
  policy: z
    .strictObject({
      /** Whether a submission goes out as a whole, or its clean records before the others. */
      release: z.enum(["all-or-nothing", "split"]).default("all-or-nothing"),
    })
    .default({ release: "all-or-nothing" }),
});

/** A named check point: what is handed to it, what judges it, and under which policy. */
export interface Gate {
  readonly name: string;
  readonly subject: string;
  readonly ruleset: string;
  readonly zone: string;
  readonly stage: (typeof stages)[number];
  readonly requiredTables: readonly string[];
  readonly policy: { readonly release: "all-or-nothing" | "split" };
}

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
    const { required_tables: requiredTables, ...gate } = read.data;
    return { ...gate, requiredTables };
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
