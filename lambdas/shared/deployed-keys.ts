import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoKeyRows } from "../../lib/adapters/dynamodb/key-rows.ts";
import { kmsClient, kmsRootKeys } from "../../lib/adapters/kms/root-keys.ts";
import { kmsKeys } from "../../lib/adapters/kms/signing-keys.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import type { SigningKeys } from "../../lib/app/ports.ts";
import { environment, requireEnv } from "../../lib/environment.ts";

/** The deployment's keys: those of KMS certify one of this process, which signs. */
export const deployedKeys = (documents: DynamoDBDocumentClient, table: string): SigningKeys =>
  kmsKeys({
    roots: kmsRootKeys(kmsClient()),
    rows: dynamoKeyRows(documents, table),
    keyIds: requireEnv(environment.signingKeys).split(","),
    tenant: requireEnv(environment.tenant),
    now: systemClock.now,
  });
