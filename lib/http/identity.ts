import { type Caller, type Role, roles } from "../app/caller.ts";
import type { Door, OriginSecrets } from "./origin.ts";
import type { Verify } from "./remembered-tokens.ts";
import { RequestRefusal } from "./request-refusal.ts";
import { type Claims, type TrustedIssuer, verifyToken } from "./tokens.ts";

/** What API Gateway says of a caller whose signature (IAM) it has checked; nobody else can say it. */
export interface Authorizer {
  readonly iam?: { readonly userArn?: string | null };
}

/** Whom this deployment believes, and where in a token it finds what. */
export interface IdentitySettings {
  /** The organisation that runs this deployment. */
  readonly tenant: string;
  readonly issuers: readonly TrustedIssuer[];
  /** The names of the claims, where the issuer writes them otherwise. */
  readonly claims?: Partial<ClaimNames>;
  /** What a machine may that signs with IAM; `submitter` where nothing is said. */
  readonly iamRoles?: readonly Role[];
  /** By what requests are told that came through CloudFront; absent where nothing stands before. */
  readonly origin?: OriginSecrets;
}

export interface ClaimNames {
  /** A list of roles; those that the gate does not know are not its business. */
  readonly roles: string;
  /** Who stands behind the account, by the organisation's own number; machines have none. */
  readonly person: string;
  readonly department: string;
}

export const claimNames: ClaimNames = {
  roles: "holdpoint_roles",
  person: "person",
  department: "department",
};

/**
 * Who calls, from what was verified and nothing else: at the machines' door whom the gateway names, at
 * the people's whom the token in the `Authorization` header names, which is verified here. What belongs
 * to the other door is not looked at.
 *
 * @param now the instant of the call, RFC 3339.
 * @param verify what verifies the token; one that remembers nothing when absent.
 * @throws {RequestRefusal} `unauthenticated` when nobody is named, or the token does not hold.
 * @throws {GateError} `unavailable` when the issuer's keys cannot be read.
 */
export async function signIn(
  request: {
    readonly door: Door;
    readonly authorization: string | undefined;
    readonly authorizer: Authorizer | undefined;
  },
  settings: IdentitySettings,
  now: string,
  verify: Verify = (header, at) => verifyToken(header, settings.issuers, at),
): Promise<Caller> {
  if (request.door === "people")
    return callerOf(await verify(request.authorization, now), settings);
  const arn = request.authorizer?.iam?.userArn;
  if (isText(arn)) return iamCaller(arn, settings);
  throw new RequestRefusal(
    "unauthenticated",
    "machines sign their requests with IAM (SigV4, service execute-api): a token is taken at /v1",
    { reason: "no_signature", headers: { "www-authenticate": "AWS4-HMAC-SHA256" } },
  );
}

/**
 * The caller that verified claims name. Without a `person` it is a machine, whatever its roles.
 *
 * @throws {RequestRefusal} `unauthenticated` when a claim is there that cannot be what it should.
 */
export function callerOf(
  claims: Claims,
  settings: Pick<IdentitySettings, "tenant" | "claims">,
): Caller {
  const names = { ...claimNames, ...settings.claims };
  const principal = `${claims.iss}|${claims.sub}`;
  const person = textIn(claims, names.person);
  const department = textIn(claims, names.department);
  const client = textIn(claims, "client_id") ?? textIn(claims, "azp");
  return {
    principal,
    person: person ?? principal,
    isPerson: person !== undefined,
    roles: rolesIn(claims[names.roles]),
    tenant: settings.tenant,
    ...(department !== undefined && { department }),
    ...(client !== undefined && { client }),
  };
}

/**
 * A machine, by the ARN of its user or role. A role's session name is left out, since each sign-in
 * chooses its own: it is the role that retries and is answerable.
 */
function iamCaller(
  userArn: string,
  { tenant, iamRoles = ["submitter"] }: IdentitySettings,
): Caller {
  const principal = userArn.replace(/^(arn:[\w-]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, "$1");
  return { principal, person: principal, isPerson: false, roles: iamRoles, tenant };
}

const rolesIn = (claim: unknown): readonly Role[] =>
  Array.isArray(claim) ? roles.filter((role) => claim.includes(role)) : [];

/** The text of a claim, trimmed; a claim that is there and no usable text is no reason to guess. */
function textIn(claims: Claims, name: string): string | undefined {
  const claim = claims[name];
  if (claim === undefined || claim === null) return undefined;
  const text = typeof claim === "string" ? claim.trim() : "";
  if (text !== "" && text.length <= textLengthMax && !/\p{C}/u.test(text)) return text;
  throw new RequestRefusal(
    "unauthenticated",
    `the token's claim '${name}' is no text of 1 to ${textLengthMax} characters`,
    {
      reason: "invalid_token",
      headers: { "www-authenticate": 'Bearer realm="holdpoint", error="invalid_token"' },
    },
  );
}

const textLengthMax = 200;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
