import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GateError } from "../../app/errors.ts";

/** One try may take this long, of which connecting this long; there are this many tries. */
export const connectTimeoutMs = 1_000;
export const requestTimeoutMs = 4_000;
export const attemptsMax = 3;

/** A client whose calls end: within `attemptsMax` tries of `requestTimeoutMs` each. */
export function dynamoDocuments(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: attemptsMax,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true, // otherwise the SDK only warns
    },
    ...config,
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Awaits a call; whatever fails in it means that the store could not be relied on. */
export async function reaching<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unavailable(what, error);
  }
}

export const unavailable = (what: string, cause: unknown): GateError =>
  new GateError("unavailable", `${what} could not be reached: try again with the same key`, {
    cause,
  });
