import { remoteKeys } from "../../lib/adapters/jwks/remote-keys.ts";
import { environment, envOrNothing, requireEnv } from "../../lib/environment.ts";
import type { IdentitySettings } from "../../lib/http/identity.ts";

/** Whom this deployment believes: its issuer where it has one, and whoever signs with IAM. */
export function deployedIdentity(): IdentitySettings {
  const tenant = requireEnv(environment.tenant);
  const issuer = envOrNothing(environment.tokenIssuer);
  if (issuer === undefined) return { tenant, issuers: [] };
  const audience = requireEnv(environment.tokenAudience);
  const keys = remoteKeys(requireEnv(environment.tokenKeysUrl));
  return { tenant, issuers: [{ issuer, audience, keys }] };
}
