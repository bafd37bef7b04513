import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";

/**
 * The public keys of an issuer, read from its JWKS address when they are first needed and again when
 * a token names a key that is not among them, at most every half minute. Kept for ten minutes.
 */
export const remoteKeys = (url: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(url), { timeoutDuration: 3_000 });
