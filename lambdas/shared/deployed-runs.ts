import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoRuns } from "../../lib/adapters/dynamodb/runs.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { s3Uploads } from "../../lib/adapters/s3/uploads.ts";
import {
  stepFunctionsClient,
  stepFunctionsMachine,
} from "../../lib/adapters/stepfunctions/machine.ts";
import type { RunPorts } from "../../lib/app/large-run/run-ports.ts";
import { environment, requireEnv } from "../../lib/environment.ts";

/** What opening, starting and ending large submissions asks of the world besides. */
export function runPorts(
  documents: DynamoDBDocumentClient,
  table: string,
): Pick<RunPorts, "runs" | "objects" | "uploads" | "machine"> {
  const s3 = s3Client();
  const bucket = requireEnv(environment.objectsBucket);
  return {
    runs: dynamoRuns(documents, table),
    objects: s3Objects(s3, bucket),
    uploads: s3Uploads(s3, bucket),
    machine: stepFunctionsMachine(stepFunctionsClient(), requireEnv(environment.runMachine)),
  };
}
