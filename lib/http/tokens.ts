import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { GateError } from "../app/errors.ts";
import { RequestRefusal } from "./request-refusal.ts";

/** An issuer whose tokens this deployment takes, and for whom they must be meant. */
export interface TrustedIssuer {
  /** Exactly as `iss` has it. */
  readonly issuer: string;
  /** What `aud` must be or contain. */
  readonly audience: string;
  /** Its public keys and no other's: `createLocalJWKSet`, or `remoteKeys` of the adapters. */
  readonly keys: JWTVerifyGetKey;
}

/** The claims of a token that has been verified: `iss` and `sub` are there and not empty. */
export interface Claims extends JWTPayload {
  readonly iss: string;
  readonly sub: string;
}

/** Signatures with a key of their own for signing: nothing symmetric, and never `none`. */
const algorithms = ["EdDSA", "ES256", "RS256"];
/** What clocks may differ by. */
export const clockToleranceSeconds = 30;
/** A header that is larger is no token. */
const tokenLengthMax = 16_384;
/** RFC 7519 and 9068; many issuers write none. A token for another purpose says so here. */
const tokenTypes: readonly (string | undefined)[] = [undefined, "jwt", "at+jwt"];

/**
 * The claims of the token in an `Authorization` header. Its issuer, audience, times, type and
 * signature have been checked, whatever a gateway checked before.
 *
 * @param now the instant at which it must be valid, RFC 3339.
 * @throws {RequestRefusal} `unauthenticated` for no token, or one that does not hold.
 * @throws {GateError} `unavailable` when the issuer's keys cannot be read.
 */
export async function verifyToken(
  header: string | undefined,
  trusted: readonly TrustedIssuer[],
  now: string,
): Promise<Claims> {
  const token = tokenIn(header);
  const issuer = issuerOf(token, trusted);
  try {
    const { payload, protectedHeader } = await jwtVerify(token, issuer.keys, {
      algorithms,
      issuer: issuer.issuer,
      audience: issuer.audience,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now),
      requiredClaims: ["iss", "aud", "exp", "sub"],
    });
    if (!tokenTypes.includes(protectedHeader.typ?.toLowerCase().replace(/^application\//, "")))
      throw invalidToken("the token is of another type than JWT or at+jwt");
    if (typeof payload.sub !== "string" || payload.sub.trim() === "")
      throw invalidToken("the token names no subject ('sub')");
    return payload as Claims;
  } catch (error) {
    throw refusalOf(error);
  }
}

function tokenIn(header: string | undefined): string {
  if (header === undefined || header === "") throw noToken();
  const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header) ?? [];
  if (token === undefined || header.length > tokenLengthMax)
    throw invalidToken("the header Authorization is not one 'Bearer' and one signed token");
  return token;
}

/** Only the keys of the issuer that the token names are asked, so that no other can speak for it. */
function issuerOf(token: string, trusted: readonly TrustedIssuer[]): TrustedIssuer {
  let iss: unknown;
  try {
    ({ iss } = decodeJwt(token));
  } catch {
    throw invalidToken("the token cannot be read");
  }
  const issuer = trusted.find((one) => one.issuer === iss);
  if (issuer === undefined) throw invalidToken("the token's issuer ('iss') is not trusted here");
  return issuer;
}

function refusalOf(error: unknown): unknown {
  if (error instanceof RequestRefusal || error instanceof GateError) return error;
  if (error instanceof errors.JWTExpired)
    return invalidToken("the token has expired: sign in again");
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalidToken(`the token's claim '${error.claim}' is missing or not right here`);
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return invalidToken(`the token is not signed with one of ${algorithms.join(", ")}`);
  if (isUnreachable(error))
    return new GateError("unavailable", "the keys of the token's issuer cannot be read now", {
      cause: error,
    });
  return invalidToken("the token's signature does not hold");
}

/** Keys that could not be fetched say nothing about the token; everything else speaks against it. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof errors.JOSEError)
    return ["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"].includes(error.code);
  const { name, message } = error as Error;
  return name !== "TypeError" || message === "fetch failed";
}

const noToken = (): RequestRefusal =>
  new RequestRefusal("unauthenticated", "the request names no caller: send a token, or sign it", {
    reason: "no_token",
    headers: { "www-authenticate": 'Bearer realm="holdpoint"' },
  });

const invalidToken = (why: string): RequestRefusal =>
  new RequestRefusal("unauthenticated", why, {
    reason: "invalid_token",
    headers: {
      "www-authenticate": `Bearer realm="holdpoint", error="invalid_token", error_description="${why}"`,
    },
  });
