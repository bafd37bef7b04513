import { isBefore, millisecondsOf } from "../instant.ts";
import type { ReleaseFields, Statement } from "./statement.ts";
import { failed, ok, type PassCheck, skipped, type VerifiedPass } from "./verification.ts";

/** What a pass must be for, where its reader knows. */
export interface ExpectedPass {
  readonly tenant?: string;
  readonly gate?: string;
  readonly submission?: string;
  /** Of the rule set. */
  readonly revision?: string;
}

/** By how much the clock of who issued may be ahead of the reader's. */
export const clocksDifferMaxMs = 60_000;

/** Whether it says that something may go out at all. */
export function checkResult({ predicate }: Statement): PassCheck {
  const { verificationResult: result } = predicate;
  if (result === "PASSED") return ok("result", "PASSED");
  return failed("result", `it says ${result}: what it is for may not go out`);
}

/** Whether it holds now. */
export function checkTimes(
  { issuedAt, validUntil }: VerifiedPass,
  now: string,
): readonly PassCheck[] {
  const isEarly = millisecondsOf(issuedAt) - millisecondsOf(now) > clocksDifferMaxMs;
  const isOver = !isBefore(now, validUntil);
  return [
    isEarly
      ? failed("not_before", `it was issued at ${issuedAt}, and now is ${now}: look at the clocks`)
      : ok("not_before", `issued at ${issuedAt}`),
    isOver
      ? failed(
          "not_expired",
          `it was valid until ${validUntil}, and now is ${now}: ask for a new pass`,
        )
      : ok("not_expired", `valid until ${validUntil}`),
  ];
}

/** Whether it is for what its reader means to let through. */
export function checkExpected(
  release: ReleaseFields,
  expected: ExpectedPass | undefined = {},
): PassCheck {
  const found = { ...release, revision: release.ruleset.revision };
  const names = (["tenant", "gate", "submission", "revision"] as const).filter(
    (name) => expected[name] !== undefined,
  );
  if (names.length === 0) return skipped("expected", "nothing was said about what it must be for");
  const wrong = names.filter((name) => found[name] !== expected[name]);
  if (wrong.length === 0) return ok("expected", `${names.join(", ")} as expected`);
  const told = wrong.map((name) => `${name} ${found[name]}, but ${expected[name]} is expected`);
  return failed("expected", `it is for ${told.join("; ")}`);
}
