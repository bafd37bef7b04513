import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { sampleSubmission } from "../sample-documents.ts";
import { sampleWriting } from "../sample-submission.ts";

/**
 * A process that writes to the store of a folder until it is killed, or refused: what was
 * acknowledged it tells on standard output, a line each, before it goes on. Payloads say their own
 * digest, so that whoever reads them can tell whether they are whole.
 */
const [folder = "", from = "0", payloadSizeBytes = "70000"] = process.argv.slice(2);
const store = await openGateStore(folder);
const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};
tell("open");

let next = Number(from);

async function append(): Promise<void> {
  const key = `k${next++}`;
  const { entry, dossier, outbox } = sampleWriting(key, 1);
  const sizeBytes = next % 3 === 0 ? Number(payloadSizeBytes) : 100;
  const body = Buffer.alloc(sizeBytes, `${key} `);
  const payload = Buffer.concat([createHash("sha256").update(body).digest(), body]);
  const submissions = [sampleSubmission(entry.id)];
  await store.audits.append(entry, { dossier: { ...dossier, payload }, submissions, outbox });
  tell(`appended ${key}`);
}

async function queue(): Promise<void> {
  const body = `m${next++}`;
  await store.queue.send([body]);
  tell(`sent ${body}`);
  const [received] = await store.queue.receive(1, 3_600_000);
  if (received === undefined) return;
  await store.queue.remove(received.receipt);
  tell(`removed ${received.body}`);
}

/** Nothing is told that did not happen: the first refusal ends it all. */
const goOn = async (work: () => Promise<void>): Promise<never> => {
  for (;;) await work();
};
try {
  await Promise.all([...Array.from({ length: 8 }, () => goOn(append)), goOn(queue)]);
} catch (error) {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  tell(`refused ${code}: ${message}`);
  await store.close();
}
