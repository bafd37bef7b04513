import type { Complaints } from "./problem.ts";
import type { Text } from "./tree.ts";

/** What CEL or the rule language already means by a word where expressions read names. */
const taken: ReadonlySet<string> = new Set(
  `true false null in as break const continue else for function if import let loop package
  namespace return var void while record run submission params zone business_at stage market
  records violations history aggregates other effective_on`.split(/\s+/),
);

type Named = "let" | "loop" | "row" | "parameter" | "check" | "aggregate";

/** Names that stand alone in expressions; the others are read after a point, or not at all. */
const standAlone: ReadonlySet<Named> = new Set(["let", "loop", "row"]);

/** A name that an author gives: to a `let`, a parameter, a loop, a check. */
export function readName(text: Text, what: Named, complaints: Complaints): string | undefined {
  const { value } = text;
  if (!/^[a-z][A-Za-z0-9_]{0,39}$/.test(value))
    complaints.wrong(
      text.spot,
      `'${value}' is no name for the ${what}: write a small letter, then letters, digits and _ ` +
        "(at most 40)",
    );
  else if (standAlone.has(what) && taken.has(value))
    complaints.wrong(
      text.spot,
      `'${value}' already means something: give the ${what} another name`,
    );
  else return value;
  return undefined;
}
