import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { clientSettings } from "../aws/client-settings.ts";
import { reaching } from "../aws/reaching.ts";

/** A client whose calls end. */
export const secretsManagerClient = (
  config: SecretsManagerClientConfig = {},
): SecretsManagerClient => new SecretsManagerClient({ ...clientSettings, ...config });

export interface OriginSecretsOptions {
  /** Milliseconds. */
  readonly now: () => number;
  /** For how long they are believed, and how soon they are asked for again in doubt. */
  readonly keptMs?: number;
  readonly doubtMs?: number;
}

/**
 * The current value of a secret and the one before it. Kept for some minutes; one that cannot be read
 * again stays believed, since requests that carry it were right a moment ago.
 */
export function secretsManagerOrigin(
  client: SecretsManagerClient,
  secret: string,
  { now, keptMs = 5 * 60_000, doubtMs = 10_000 }: OriginSecretsOptions,
) {
  let known: { readonly values: readonly string[]; readonly readAt: number } | undefined;
  let reading: Promise<readonly string[]> | undefined;

  const read = async (): Promise<readonly string[]> => {
    const stages = ["AWSCURRENT", "AWSPREVIOUS"].map((stage) => secretAt(client, secret, stage));
    const values = (await Promise.all(stages)).filter((value) => value !== undefined);
    known = { values, readAt: now() };
    return values;
  };
  /** Callers who ask at once wait for one answer. */
  const readOnce = (): Promise<readonly string[]> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return {
    taken: async (isDoubtful: boolean): Promise<readonly string[]> => {
      const had = known;
      if (had === undefined) return readOnce();
      if (now() - had.readAt < (isDoubtful ? doubtMs : keptMs)) return had.values;
      return readOnce().catch(() => {
        known = { values: had.values, readAt: now() };
        return had.values;
      });
    },
  };
}

/** Undefined where no version has that stage: until the first rotation there is none before. */
function secretAt(
  client: SecretsManagerClient,
  secret: string,
  stage: string,
): Promise<string | undefined> {
  const get = new GetSecretValueCommand({ SecretId: secret, VersionStage: stage });
  const value = client.send(get).then(
    ({ SecretString }) => SecretString || undefined,
    (error) => {
      if (error instanceof ResourceNotFoundException && stage === "AWSPREVIOUS") return undefined;
      throw error;
    },
  );
  return reaching("the secret of CloudFront's requests", value);
}
