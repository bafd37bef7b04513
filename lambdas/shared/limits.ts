import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoLimits } from "../../lib/adapters/dynamodb/limits.ts";
import type { Limits } from "../../lib/app/ports.ts";
import { environment, envOrNothing } from "../../lib/environment.ts";

/**
 * How often one caller may ask, where the deployment says it.
 *
 * @throws {Error} when what it says is no number of requests: a deployment's bug.
 */
export function deployedLimits(
  documents: DynamoDBDocumentClient,
  table: string,
): { readonly limits?: Limits } {
  const text = envOrNothing(environment.requestsPerSecond);
  if (text === undefined) return {};
  const perSecond = Number(text);
  if (!(perSecond > 0))
    throw new Error(
      `${environment.requestsPerSecond} is '${text}': it must be a number of requests above 0`,
    );
  return { limits: dynamoLimits(documents, table, { perSecond }) };
}
