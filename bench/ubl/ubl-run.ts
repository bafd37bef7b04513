import { createRequire } from "node:module";
import { SaxesParser } from "saxes";
import { findReferences } from "../../lib/adapters/references/find.ts";
import { check } from "../../lib/app/check.ts";
import { judgedAsEInvoices } from "../../lib/app/run/e-invoices.ts";
import { memoryScratch } from "../../lib/app/run/memory-scratch.ts";
import { partReader } from "../../lib/app/run/read-part.ts";
import { gatePlan } from "../../lib/cli/gate-plan.ts";
import type { Reading } from "../../lib/core/record.ts";
import { readEInvoice } from "../../lib/subjects/e-invoice/read-e-invoice.ts";
import { ublInvoice } from "./ubl-invoice.ts";

/** Invoices of one size, and what each contestant took for one. */
export interface UblSize {
  readonly lines: number;
  readonly kilobytes: number;
  readonly rounds: number;
  readonly contestants: readonly UblContestant[];
}

export interface UblContestant {
  readonly name: string;
  /** Least time for one invoice. */
  readonly milliseconds: number;
  /** Over the bare parse of the same round: median, least. */
  readonly median: number;
  readonly min: number;
}

export const bare = "saxes alone: a bare parse";
export const judged = "**Holdpoint**: read and judged";

interface Contestant {
  readonly name: string;
  readonly run: (documents: readonly Uint8Array[]) => Promise<unknown>;
}

/** Lines that one round has at least, so that small invoices are timed by the hundred. */
const linesARound = 4000;

/** Reads and judges invoices of so many lines, each contestant in turn, round by round. */
export async function raceUbl(lines: number, rounds: number): Promise<UblSize> {
  const documents = Array.from({ length: Math.max(1, Math.ceil(linesARound / lines)) }, (_, i) =>
    Buffer.from(ublInvoice(i + 1, lines)),
  );
  const { contestants, close } = await contestantsOf();
  const warmUp = 2;
  const times: number[][] = [];
  for (let round = 0; round < rounds + warmUp; round++) {
    const row: number[] = new Array(contestants.length).fill(0);
    for (let i = 0; i < contestants.length; i++) {
      const who = (i + round) % contestants.length;
      globalThis.gc?.();
      const start = performance.now();
      await contestants[who]?.run(documents);
      row[who] = performance.now() - start;
    }
    if (round >= warmUp) times.push(row);
  }
  close();
  return {
    lines,
    kilobytes: Math.round((documents[0]?.length ?? 0) / 1000),
    rounds,
    contestants: contestants.map(({ name }, who) => figures(name, times, who, documents.length)),
  };
}

function figures(
  name: string,
  times: readonly (readonly number[])[],
  who: number,
  count: number,
): UblContestant {
  const ratios = times
    .map((row) => (row[who] as number) / (row[0] as number))
    .sort((a, b) => a - b);
  return {
    name,
    milliseconds: Math.min(...times.map((row) => row[who] as number)) / count,
    median: ratios[ratios.length >> 1] as number,
    min: ratios[0] as number,
  };
}

async function contestantsOf() {
  const io = { cwd: ".", env: {}, now: () => new Date() };
  const { gate, plan } = await gatePlan(io as never, { gate: "billing-run" } as never);
  const references = await findReferences({ cwd: ".", zone: gate.zone }, plan);
  const facts = await judgedAsEInvoices([{ name: "a.xml", open: () => [] }], plan.subject, {});
  const businessAt = "2026-11-22T10:00:00Z";
  const command = { gate, plan, rows: references.rows, businessAt, ...facts, header: {} };
  const contestants: readonly Contestant[] = [
    { name: bare, run: async (documents) => documents.map(bareParse) },
    { name: "Holdpoint: read", run: readAll },
    {
      name: judged,
      run: async (documents) => {
        const inputs = documents.map((document) => ({
          name: "a.xml",
          open: () => chunksOf(document),
        }));
        const read = partReader({ inputs, subject: plan.subject });
        const sizeBytes = documents.reduce((sum, { length }) => sum + length, 0);
        const parts = [{ number: 0, file: 0, files: documents.length, sizeBytes }];
        const { report } = await check({ ...command, parts, read, scratch: memoryScratch() });
        // A bench of records that are held would measure explanations.
        if (report.counts.passed !== documents.length)
          throw new Error(`${report.violations[0]?.rule} holds what is right`);
      },
    },
    {
      name: "einvoicing: read (it has no rules)",
      run: async (documents) => documents.map(peerReads),
    },
  ];
  return { contestants, close: () => references.close() };
}

/** What no reader by this library can do without: decoding, and an event an element and text. */
function bareParse(document: Uint8Array): number {
  let events = 0;
  const count = (): void => {
    events++;
  };
  const parser = new SaxesParser({ xmlns: true, position: true });
  parser.on("opentag", count);
  parser.on("text", count);
  parser.on("closetag", count);
  parser.write(Buffer.from(document).toString("utf8")).close();
  return events;
}

const chunkBytes = 256 * 1024;

async function readAll(documents: readonly Uint8Array[]): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for (const [file, document] of documents.entries())
    for await (const batch of readEInvoice(chunksOf(document), { file, name: "a.xml" }))
      readings.push(...batch);
  return readings;
}

/** As files are read. */
function chunksOf(document: Uint8Array): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < document.length; at += chunkBytes)
    chunks.push(document.subarray(at, at + chunkBytes));
  return chunks;
}

const { UblReader } = createRequire(import.meta.url)("einvoicing") as {
  readonly UblReader: new () => { read(text: string): unknown };
};

const peerReads = (document: Uint8Array): unknown =>
  new UblReader().read(Buffer.from(document).toString("utf8"));
