import { remoteKeys } from "../../lib/adapters/jwks/remote-keys.ts";
import { environment, envOrNothing, requireEnv } from "../../lib/environment.ts";
import type { IdentitySettings } from "../../lib/http/identity.ts";
import type { OriginSecrets } from "../../lib/http/origin.ts";

/**
 * Whom this deployment believes: its issuer where it has one, whoever signs with IAM, and CloudFront
 * where that stands before it.
 */
export function deployedIdentity(): IdentitySettings {
  const tenant = requireEnv(environment.tenant);
  const secret = envOrNothing(environment.originSecret);
  const common = { tenant, ...(secret !== undefined && { origin: originSecrets(secret) }) };
  const issuer = envOrNothing(environment.tokenIssuer);
  if (issuer === undefined) return { ...common, issuers: [] };
  const audience = requireEnv(environment.tokenAudience);
  const keys = remoteKeys(requireEnv(environment.tokenKeysUrl));
  return { ...common, issuers: [{ issuer, audience, keys }] };
}

/** Made when people first come: machines need neither the secret nor the client that reads it. */
function originSecrets(secret: string): OriginSecrets {
  let made: Promise<OriginSecrets> | undefined;
  const make = async (): Promise<OriginSecrets> => {
    const { secretsManagerClient, secretsManagerOrigin } = await import(
      "../../lib/adapters/secretsmanager/origin-secrets.ts"
    );
    return secretsManagerOrigin(secretsManagerClient(), secret, { now: Date.now });
  };
  return {
    taken: async (isDoubtful) => {
      made ??= make();
      return (await made).taken(isDoubtful);
    },
  };
}
