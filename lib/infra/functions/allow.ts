import { Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";

export interface Right {
  /** Why it is given, in some words: they name the statement, and `docs/permissions.md` says them. */
  readonly why: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, unknown>>;
}

/** Lets a role do something, or forbids it, whatever else it is allowed; says why in both cases. */
export function allow(role: IRole, right: Right): void {
  role.addToPrincipalPolicy(statementOf(right, Effect.ALLOW));
}

export function forbid(role: IRole, right: Right): void {
  role.addToPrincipalPolicy(statementOf(right, Effect.DENY));
}

export const statementOf = (
  { why, actions, resources, conditions }: Right,
  effect: Effect,
): PolicyStatement =>
  new PolicyStatement({
    sid: sidOf(why),
    effect,
    actions: [...actions],
    resources: [...resources],
    ...(conditions && { conditions: { ...conditions } }),
  });

/** The words as the identifier of a statement, which has letters and digits only. */
export const sidOf = (why: string): string =>
  why
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
