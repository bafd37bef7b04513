import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { didYouMean } from "../core/expression/check/suggest.ts";
import { stages } from "../core/rule.ts";
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

/** What a gate's file may say. */
export const gateSchema = z.strictObject({
  name: name.meta({ description: "How callers name it, in URLs and on the command line" }),
  subject: name.meta({ description: "The subject kind that is handed to it" }),
  ruleset: name.meta({ description: "The rule set that judges: a folder of `rulesets/`" }),
  zone: z
    .string()
    .refine(isZone, "is no IANA time zone: write one such as Europe/Tallinn")
    .meta({ description: "The IANA zone by whose clocks its days and hours are counted" }),
  stage: z.enum(stages).default("intake").meta({
    description: "Where in the life of the subject it stands: rules may be for some stages only",
  }),
  required_tables: z.array(z.string().min(1).max(63)).max(50).default([]).meta({
    description: "Tables without which nothing passes: a rule that lacks one holds",
  }),
  revision: z
    .union([
      z.literal("as-of"),
      z
        .string()
        .regex(/^[0-9a-f]{64}$/, "must be as-of, or the digest of a revision, 64 hex digits"),
    ])
    .default("as-of")
    .meta({
      description:
        "Which revision judges: the one in force at the business time (`as-of`), or the one of a digest",
    }),
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
  if (read.success) return gateOf(read.data);
  throw refusal(
    file,
    read.error.issues.flatMap((issue) => mistakesOf(issue, document.contents, mistakeAt)),
  );
}

function gateOf(settings: z.output<typeof gateSchema>): Gate {
  const { required_tables: requiredTables, business_hours: businessHours, ...gate } = settings;
  return { ...gate, requiredTables, businessHours };
}

/**
 * A gate that was kept, perhaps before there were all of today's settings: those have their default.
 * One that today would be refused stays as it was; what was in force is never unreadable. Total.
 */
export function completeGate(kept: Gate): Gate {
  const { requiredTables, businessHours, ...settings } = kept;
  const read = gateSchema.safeParse({
    ...settings,
    required_tables: requiredTables,
    business_hours: businessHours,
  });
  return read.success ? gateOf(read.data) : kept;
}

/** Keys that are not known are one issue; each is a mistake of its own, with what was meant. */
function mistakesOf(
  issue: z.core.$ZodIssue,
  root: unknown,
  mistakeAt: (offset: number, message: string) => Mistake,
): readonly Mistake[] {
  if (issue.code !== "unrecognized_keys")
    return [mistakeAt(offsetOf(root, issue.path), sentenceOf(issue))];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const where = [...issue.path, key].join(".");
    const hint = didYouMean(key, known) || `; there are ${known.join(", ")}`;
    return mistakeAt(keyOffsetOf(root, issue.path, key), `${where}: is no setting${hint}`);
  });
}

/** The keys that may stand at a path. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = z.toJSONSchema(gateSchema, { io: "input", unrepresentable: "any" });
  for (const key of path) {
    const { properties, items } = schema as Partial<Record<string, Record<PropertyKey, unknown>>>;
    schema = typeof key === "number" ? items : properties?.[key];
  }
  const { properties = {} } = (schema ?? {}) as { readonly properties?: object };
  return Object.keys(properties);
}

function refusal(file: string, mistakes: readonly Mistake[]): GateError {
  const found = mistakes.map((mistake) => mistake.message).join("\n");
  return new GateError("invalid", `${file} is no gate:\n${found}`, { mistakes });
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.join(".");
  const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
  return where === "" ? `${message}` : `${where}: ${message}`;
}

/** Where the value at a path begins, or the nearest that is there around it. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  const node = nodeAt(root, path);
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where a key of the map at a path begins. */
function keyOffsetOf(root: unknown, path: readonly PropertyKey[], key: string): number {
  const node = nodeAt(root, path);
  const pair = isMap(node)
    ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(root, path);
}

function nodeAt(root: unknown, path: readonly PropertyKey[]): Node | null {
  let node = root as Node | null;
  for (const key of path) {
    const next: unknown = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
    if (next === undefined || next === null) break;
    node = next as Node;
  }
  return node;
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
