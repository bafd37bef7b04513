import type * as z from "zod";
import { GateError, type Mistake } from "../../app/errors.ts";

/** Mistakes that are told at once, and characters of a name that is told. */
const mistakesMax = 100;
const nameLengthMax = 100;

/** Where a value was sent: a member of the body by its pointer, or a parameter by its name. */
export type Whence = "body" | "query";

/**
 * The value as its schema reads it.
 *
 * @throws {GateError} `invalid` with the place of every mistake; what was sent is not repeated.
 */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  whence: Whence,
): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const mistakes = read.error.issues.flatMap((issue) => mistakesOf(issue, whence));
  throw new GateError("invalid", sentenceOf(mistakes, whence), {
    mistakes: mistakes.slice(0, mistakesMax),
  });
}

function sentenceOf([first, ...others]: readonly Mistake[], whence: Whence): string {
  const place = first?.pointer ?? first?.parameter ?? "";
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `the ${whence} does not fit${place === "" ? "" : `, ${place}`}: ${first?.message}${more}`;
}

function mistakesOf(issue: z.core.$ZodIssue, whence: Whence): readonly Mistake[] {
  if (issue.code !== "unrecognized_keys") return [mistakeAt(issue.path, issue.message, whence)];
  const message = whence === "body" ? "there is no such member here" : "there is no such parameter";
  return issue.keys.map((key) => mistakeAt([...issue.path, key], message, whence));
}

function mistakeAt(path: readonly PropertyKey[], message: string, whence: Whence): Mistake {
  const names = path.map((part) => String(part).slice(0, nameLengthMax));
  if (whence === "query") return { parameter: names.join("."), message };
  const pointer = names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return { pointer: pointer.join(""), message };
}
