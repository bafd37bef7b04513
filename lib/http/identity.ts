import { GateError } from "../app/errors.ts";

/** What API Gateway says of the caller, after it has checked the token or signature. */
export interface Authorizer {
  readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string | null };
}

/**
 * Who calls: `issuer|subject` of a token, or the ARN of an IAM user or role. A role's session name
 * is left out, since each sign-in chooses its own: it is the role that retries and is answerable.
 *
 * @throws {GateError} `forbidden` when the event names nobody: nothing is ever taken from the body.
 */
export function principalOf(authorizer: Authorizer | undefined): string {
  const principal = tokenPrincipal(authorizer) ?? iamPrincipal(authorizer);
  if (principal !== undefined) return principal;
  throw new GateError("forbidden", "the request names no caller: send a token or sign it");
}

function tokenPrincipal(authorizer: Authorizer | undefined): string | undefined {
  const { iss, sub } = authorizer?.jwt?.claims ?? {};
  return isText(iss) && isText(sub) ? `${iss}|${sub}` : undefined;
}

function iamPrincipal(authorizer: Authorizer | undefined): string | undefined {
  const arn = authorizer?.iam?.userArn;
  if (!isText(arn)) return undefined;
  return arn.replace(/^(arn:[\w-]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, "$1");
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
