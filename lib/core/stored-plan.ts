import { isObject } from "./expression/value.ts";
import { engineVersion, type Plan } from "./plan.ts";
import { digestOf } from "./ruleset/revision.ts";

/** The head of a stored plan: its first line, as JSON. */
interface Head {
  readonly holdpoint: typeof format;
  readonly engine: string;
  readonly revision: string;
  /** SHA-256, hex, of the second line: a plan is code, and runs only as it was written. */
  readonly digest: string;
}

const format = "plan/1";

/** What a plan that is loaded must be; the activation entry of a revision names both. */
export interface ExpectedPlan {
  readonly revision?: string;
  readonly digest?: string;
}

export type LoadedPlan =
  | { readonly ok: true; readonly plan: Plan }
  /** `problem`: what was found, and what would be right. */
  | { readonly ok: false; readonly problem: string };

/** The plan as text in two lines, head and plan; equal plans give equal texts. */
export function storePlan(plan: Plan): string {
  const text = JSON.stringify(plan);
  const { engine, revision } = plan;
  const head: Head = { holdpoint: format, engine, revision, digest: digestOf(text) };
  return `${JSON.stringify(head)}\n${text}\n`;
}

/** The digest that a stored plan is known by, to be named in what activates it. */
export function storedPlanDigest(plan: Plan): string {
  return digestOf(JSON.stringify(plan));
}

/**
 * Reads a stored plan without parsing a rule. Total: a text that is no plan, was changed since it
 * was stored, belongs to another engine version, or is not the one expected is refused.
 */
export function loadPlan(text: string, expected: ExpectedPlan = {}): LoadedPlan {
  const [first = "", body = ""] = text.split("\n", 2);
  const head = headIn(first);
  if (head === undefined) return refused("this is no stored plan: compile the rule set again");
  if (head.engine !== engineVersion)
    return refused(
      `the plan was made by engine ${head.engine}, this is engine ${engineVersion}: compile the ` +
        "rule set again",
    );
  if (digestOf(body) !== head.digest)
    return refused("the plan was changed after it was stored: compile the rule set again");
  for (const key of ["digest", "revision"] as const)
    if (expected[key] !== undefined && expected[key] !== head[key])
      return refused(`the plan has ${key} ${head[key]}, but ${expected[key]} is wanted`);
  return bodyOf(body, head);
}

const refused = (problem: string): LoadedPlan => ({ ok: false, problem });

function headIn(line: string): Head | undefined {
  const head = parsed(line);
  if (!isObject(head) || head.holdpoint !== format) return undefined;
  const { engine, revision, digest } = head;
  const isHead = [engine, revision, digest].every((part) => typeof part === "string");
  return isHead ? (head as unknown as Head) : undefined;
}

function bodyOf(body: string, head: Head): LoadedPlan {
  const plan = parsed(body);
  if (!isObject(plan) || plan.engine !== head.engine || plan.revision !== head.revision)
    return refused("head and plan do not belong together: compile the rule set again");
  return { ok: true, plan: plan as unknown as Plan };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
