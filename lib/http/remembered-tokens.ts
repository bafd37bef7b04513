import { type Claims, clockToleranceSeconds, type TrustedIssuer, verifyToken } from "./tokens.ts";

/** The claims of the token in an `Authorization` header, at an instant: see `verifyToken`. */
export type Verify = (header: string | undefined, now: string) => Promise<Claims>;

/** A token that held is believed so long without verifying its signature again, but for its times. */
const rememberedMs = 60_000;
const tokensMax = 1_000;

/**
 * Verifies tokens, and remembers those that held for a minute, the last thousand of them: a sender
 * shows the same token with each of her requests, and a signature costs more than all else that is
 * done for a small one. A key that its issuer withdraws is believed a minute longer.
 */
export function rememberTokens(trusted: readonly TrustedIssuer[]): Verify {
  const known = new Map<
    string,
    { readonly claims: Claims; readonly fromMs: number; readonly untilMs: number }
  >();
  return async (header, now) => {
    const nowMs = Date.parse(now);
    const found = header === undefined ? undefined : known.get(header);
    if (found !== undefined && nowMs >= found.fromMs && nowMs < found.untilMs) return found.claims;
    const claims = await verifyToken(header, trusted, now);
    const endMs = ((claims.exp ?? 0) + clockToleranceSeconds) * 1_000;
    if (header !== undefined) {
      known.delete(header);
      known.set(header, { claims, fromMs: nowMs, untilMs: Math.min(nowMs + rememberedMs, endMs) });
      forgetOldest(known);
    }
    return claims;
  };
}

function forgetOldest(known: Map<string, unknown>): void {
  if (known.size <= tokensMax) return;
  for (const [oldest] of known) {
    known.delete(oldest);
    return;
  }
}
