import { SendMessageBatchCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { GateError } from "../../app/errors.ts";
import type { Violations } from "../../app/ports.ts";
import { clientSettings } from "../aws/client-settings.ts";

/** A client whose calls end; see `clientSettings`. */
export const sqsClient = (config: SQSClientConfig = {}): SQSClient =>
  new SQSClient({ ...clientSettings, ...config });

/** The queue of violations on SQS: one batch a call. A standard queue: neither order nor once. */
export function sqsViolations(client: SQSClient, queueUrl: string): Violations {
  return {
    send: async (messages) => {
      if (messages.length === 0) return [];
      const Entries = messages.map((message, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
      }));
      try {
        const batch = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries });
        const { Successful = [] } = await client.send(batch);
        const taken = new Set(Successful.map((entry) => entry.Id));
        return messages.filter((_, index) => !taken.has(String(index)));
      } catch (cause) {
        throw new GateError("unavailable", "the violations queue could not be reached", { cause });
      }
    },
  };
}
