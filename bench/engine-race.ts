import type { JsonObject } from "../lib/core/expression/value.ts";
import { judge } from "../lib/core/index.ts";
import type { ReadRecord } from "../lib/core/record.ts";
import { type Agreement, agreementOf, expectedOf } from "./agreement.ts";
import { judgeByHand } from "./engines/handwritten.ts";
import { benchContext, holdpoint } from "./engines/holdpoint.ts";
import type { Peer, Variant } from "./engines/peer.ts";
import { peersOf } from "./engines/peers.ts";
import { judgeSlowly } from "./engines/reference.ts";
import { type Judge, ruleIds } from "./engines/verdicts.ts";
import { type Contestant, type Ratio, race, ratioOf, readingRatio } from "./measure.ts";
import { damaged } from "./workload/damaged.ts";
import { generate } from "./workload/generate.ts";
import { withNumbers } from "./workload/invoice.ts";
import { planOf } from "./workload/ruleset.ts";

/** What was measured of one variant of the workload; times are nanoseconds an invoice. */
export interface Measured {
  readonly invoices: number;
  readonly bytes: number;
  readonly lines: number;
  readonly broken: number;
  /** Our verdict over the hand-written one. */
  readonly handwritten: Ratio;
  /** Our report's content (violations with messages' values and evidence) over our verdict. */
  readonly explained: Ratio;
  /** JSON.parse over our verdict. */
  readonly reading: Ratio;
  readonly agreement: Agreement;
  readonly handwrittenAgreement: Agreement;
  readonly damagedAgreement: Agreement;
  readonly peers: readonly MeasuredPeer[];
}

export interface MeasuredPeer extends Pick<Peer, "name" | "package" | "rulesAre" | "remark"> {
  readonly rules: readonly string[];
  readonly records: number;
  /** The peer over ours, both on its rules. */
  readonly ratio: Ratio;
  readonly agreement: Agreement;
}

/** How much is measured: the figures that count take 20,000 invoices and 15 rounds. */
export interface Size {
  readonly invoices: number;
  readonly rounds: number;
}

const damagedCount = 4000;

export async function measure(variant: Variant, { invoices, rounds }: Size): Promise<Measured> {
  const generated = generate(invoices);
  const lines = generated.map(({ invoice }) =>
    JSON.stringify(variant === "numbers" ? withNumbers(invoice) : invoice),
  );
  const records = lines.map((line) => JSON.parse(line));
  const expected = expectedOf(judgeSlowly, records);
  const ours = holdpoint(planOf());
  const rival = (judge: Judge) => ({ judge, rules: ruleIds, tellsApplicability: true });
  const strange = damaged(damagedCount);
  const main = await race(
    [one("hand", judgeByHand), one("ours", ours), explaining()],
    lines,
    rounds,
  );
  return {
    invoices,
    bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / invoices,
    lines: records.reduce((sum, record) => sum + record.lines.length, 0) / invoices,
    broken: generated.filter(({ broken }) => broken !== undefined).length,
    handwritten: ratioOf(main, "ours", "hand"),
    explained: ratioOf(main, "explained", "ours"),
    reading: readingRatio(main, "ours"),
    agreement: await agreementOf(rival(ours), records, expected),
    handwrittenAgreement: await agreementOf(rival(judgeByHand), records, expected),
    damagedAgreement: await agreementOf(rival(ours), strange, expectedOf(judgeSlowly, strange)),
    peers: await measurePeers(variant, { lines, records, expected, rounds }),
  };
}

interface Given {
  readonly lines: readonly string[];
  readonly records: readonly unknown[];
  readonly expected: readonly Uint8Array[];
  readonly rounds: number;
}

async function measurePeers(variant: Variant, given: Given): Promise<readonly MeasuredPeer[]> {
  const measured: MeasuredPeer[] = [];
  for (const peer of peersOf(variant)) {
    console.error(`  ${peer.name}`);
    const { name, rules, rulesAre, remark } = peer;
    const ours = one("ours", holdpoint(planOf(rules)));
    const theirs = one(name, peer.judge);
    const rounds = Math.max(5, Math.round(given.rounds / 3));
    const raced = await race([theirs, ours], given.lines.slice(0, peer.records), rounds);
    const records = given.records.slice(0, peer.records);
    measured.push({
      ...{ name, package: peer.package, rulesAre, remark, rules, records: records.length },
      ratio: ratioOf(raced, name, "ours"),
      agreement: await agreementOf(peer, records, given.expected),
    });
  }
  return measured;
}

/** An engine that judges record by record; a peer may answer later. */
function one(name: string, judge: Judge | Peer["judge"]): Contestant {
  const out = new Uint8Array(ruleIds.length);
  return {
    name,
    run: (batch) => {
      for (let i = 0; i < batch.length; i++) {
        const done = judge(batch[i], out);
        if (done !== undefined) return inTurn(batch, i + 1, done, judge, out);
      }
      return undefined;
    },
  };
}

async function inTurn(
  batch: readonly unknown[],
  from: number,
  first: Promise<void>,
  judge: Judge | Peer["judge"],
  out: Uint8Array,
): Promise<void> {
  await first;
  for (let i = from; i < batch.length; i++) await judge(batch[i], out);
}

/** The way that reports take: violations with their values and evidence, tallies, schema. */
function explaining(): Contestant {
  const plan = planOf();
  return {
    name: "explained",
    run: (batch) => {
      judge(plan, batch.map(readingOf), benchContext);
    },
  };
}

const readingOf = (value: unknown, index: number): ReadRecord => ({
  kind: "record",
  position: { file: 0, offset: index },
  place: { file: "invoices.ndjson", line: index + 1 },
  value: value as JsonObject,
  digest: "",
});
