import type { JsonObject } from "../../core/expression/value.ts";
import type {
  Defect,
  Expected,
  Fields,
  Finish,
  GeneratedRecord,
  GenerateRequest,
  Generation,
} from "../generated.ts";
import type { IdentifierCountry } from "../identifiers.ts";
import { type Random, randomOf } from "../random.ts";
import { type ControlTotals, controlTotals } from "./control-totals.ts";
import { customerOf } from "./customer.ts";
import { type DefectKind, defectKinds } from "./defects.ts";
import { wrongPast } from "./history-defects.ts";
import { type Draft, draftOf, type InvoiceSetting, invoiceOf, sumsOf } from "./invoice.ts";
import { type ItemCounts, itemCounts } from "./item-counts.ts";
import { markets } from "./market.ts";
import { dateText, monthOf } from "./month.ts";
import { type Neighbour, type SharedDefect, sharedDefects } from "./neighbours.ts";
import { pastDefects } from "./past-defects.ts";
import { historyOf, laterPart, versions } from "./past-runs.ts";
import { periodDefects } from "./period-defects.ts";
import { priceDefects } from "./price-defects.ts";
import { rowsOf } from "./record-rows.ts";
import { sellerRows } from "./reference.ts";
import { ofTheRun, type RunDefects, runDefects } from "./run-defects.ts";
import { sellerOf } from "./seller.ts";
import { textDefects } from "./text-defects.ts";
import { type UsageTotals, usageTotals } from "./usage-totals.ts";

/** The number before the first of a run: the series has a past. */
const lastIssuedBefore = 400_000;

/** A month's run of a company that sells telephone, fibre and electricity: see `generate`. */
export function generateBillingRun(request: GenerateRequest): Generation {
  const country = (["EE", "NO", "RO"] as const)[request.seed % 3] as IdentifierCountry;
  const market = markets[country];
  const seller = sellerOf(market, request.seed);
  const setting = {
    ...{ market, seller, month: monthOf(2026, 11), seed: request.seed },
    // Some bill a cycle in two parts, of which this is the later.
    ...(request.seed % 2 === 1 && { part: laterPart }),
  };
  const run: Run = {
    request,
    setting,
    totals: controlTotals(),
    items: itemCounts(),
    usage: usageTotals(),
    voided: [],
    planted: new Map(),
    wrongCredits: 0,
  };
  return {
    recordsName: "invoices",
    records: () => invoicesOf(run),
    finish: () => finishOf(run),
  };
}

interface Run {
  readonly request: GenerateRequest;
  readonly setting: InvoiceSetting;
  readonly totals: ControlTotals;
  readonly items: ItemCounts;
  readonly usage: UsageTotals;
  readonly voided: number[];
  /** How often a defect was planted, by its name. */
  readonly planted: Map<string, number>;
  /** Credit notes with a planted defect. */
  wrongCredits: number;
}

function* invoicesOf(run: Run): Generator<GeneratedRecord, void, void> {
  let before: Neighbour | undefined;
  for (let index = 0; index < run.request.records; index++) {
    const { record, neighbour } = invoiceAt(run, index, before);
    run.totals.add(record.value);
    run.items.add(record.value);
    run.usage.add(record.value);
    before = neighbour;
    yield record;
  }
}

/** One invoice; `neighbour` when it is clean, so that the next may share a defect with it. */
function invoiceAt(run: Run, index: number, before: Neighbour | undefined) {
  const { setting, request } = run;
  const random = randomOf(request.seed, "invoice", index);
  const customer = customerOf(setting.market, request.seed, index);
  const number = numberText(run, index);
  const draft = draftOf(setting, customer, number, index, random);
  const isDefective = randomOf(request.seed, "defect", index).chance(request.defectsPerTenThousand);
  if (isDefective) return { ...planted(run, index, draft, before, random), neighbour: undefined };

  const totals = sumsOf(draft);
  const value = invoiceOf(draft, totals, setting);
  const record = { value, defects: [], rows: rowsOf({ setting, draft, totals, index }) };
  return { record, neighbour: { draft, totals } };
}

const numberText = ({ setting }: Run, index: number): string =>
  `${setting.seller.prefix}${lastIssuedBefore + 1 + index}`;

const recordDefects = [...priceDefects, ...periodDefects, ...textDefects];

/** Of the defects that fit an invoice the one that was planted least: what seldom fits comes too. */
function planted(
  run: Run,
  index: number,
  draft: Draft,
  before: Neighbour | undefined,
  random: Random,
): { readonly record: GeneratedRecord } {
  const all = [...defectKinds, ...sharedDefects, ...pastDefects, ...recordDefects];
  const totals = sumsOf(draft);
  const fits = (kind: DefectKind | SharedDefect): boolean => {
    if (!("before" in kind)) return kind.fits?.(draft, totals, run.setting) ?? true;
    return before !== undefined && kind.fits(before, draft);
  };
  const times = ({ name }: DefectKind | SharedDefect): number => run.planted.get(name) ?? 0;
  const [kind] = all
    .filter((one) => times(one) < (one.timesMax ?? Number.POSITIVE_INFINITY) && fits(one))
    .toSorted((a, b) => times(a) - times(b));
  if (!kind) throw new Error("no defect fits the invoice");
  run.planted.set(kind.name, times(kind) + 1);
  return "before" in kind
    ? withShared(run, index, draft, before as Neighbour, kind)
    : withOwn(run, index, draft, kind, random);
}

function withOwn(
  run: Run,
  index: number,
  draft: Draft,
  kind: DefectKind,
  random: Random,
): { readonly record: GeneratedRecord } {
  const { setting } = run;
  kind.draft?.(draft, setting, random);
  const totals = sumsOf(draft);
  const stated = structuredClone(totals);
  kind.totals?.(stated);
  const value = invoiceOf(draft, stated, setting);
  kind.invoice?.(value as Fields, setting);
  const defects = [
    ...(kind.expected.length > 0 ? [truth(kind.name, draft.number, index, kind.expected)] : []),
    ...(kind.ofRun ? [ofTheRun(kind.name, ...kind.ofRun)] : []),
  ];
  const rows = rowsOf({ setting, draft, totals, index });
  return { record: { value, defects, rows: kind.rows?.(rows, draft, setting) ?? rows } };
}

function withShared(
  run: Run,
  index: number,
  draft: Draft,
  before: Neighbour,
  kind: SharedDefect,
): { readonly record: GeneratedRecord } {
  const owner = draft.customer;
  kind.draft(draft, before);
  if (kind.creditedShare !== undefined) run.wrongCredits++;
  if (kind.voidsNumber) run.voided.push(lastIssuedBefore + 1 + index);
  const totals = sumsOf(draft);
  const value = invoiceOf(draft, totals, run.setting);
  const defects = [
    truth(kind.name, draft.number, index, kind.expected),
    ...(kind.before.length > 0
      ? [truth(kind.name, before.draft.number, index - 1, kind.before)]
      : []),
  ];
  const { setting } = run;
  const { creditedShare } = kind;
  const rows = rowsOf({
    setting,
    draft,
    totals,
    index,
    owner,
    ...(creditedShare !== undefined && { creditedShare }),
  });
  return { record: { value, defects, rows } };
}

const truth = (
  defect: string,
  record: string,
  index: number,
  expected: readonly Expected[],
): Defect => ({ defect, record, line: index + 1, expected });

function finishOf(run: Run): Finish {
  const { market, seller } = run.setting;
  const totals = run.totals.rows();
  const announced = { controlTotals: totals, usageControl: run.usage.rows(), versions };
  const rows = sellerRows(market, seller);
  const history = historyOf(run.setting, totals[0] as JsonObject, run.items.counts());
  const isClean = run.request.defectsPerTenThousand === 0;
  if (isClean) return { header: headerOf(run, announced), defects: [], rows, history };
  const lost = run.voided.pop();
  const { contracts, ...planted } = runDefects(run.setting, run.request.records, announced);
  const defects = [
    ...planted.defects,
    ...(lost === undefined
      ? []
      : [ofTheRun("a number that was neither used nor voided", "BIL-33")]),
    ...(isSystemic(run.wrongCredits, totals)
      ? [ofTheRun("credit notes of which many are wrong", "BIL-49")]
      : []),
  ];
  const header = headerOf(run, planted);
  const past = wrongPast(history, header["subject"] as JsonObject);
  return {
    header,
    defects: [...defects, ...past.defects],
    rows: { ...rows, contracts },
    history: past.history,
  };
}

/** Credit notes are few, so that wrong ones soon are a share that has one cause: see BIL-49. */
function isSystemic(wrong: number, totals: readonly JsonObject[]): boolean {
  const credits = totals.reduce((sum, row) => sum + Number(row["credit_note_count"]), 0);
  return wrong >= systemic.min && wrong >= credits * systemic.share;
}

const systemic = { min: 20, share: 0.02 };

function headerOf(
  { request, setting, voided }: Run,
  announced: Pick<RunDefects, "controlTotals" | "usageControl" | "versions">,
): JsonObject {
  const { market, seller, month, part } = setting;
  return {
    subject_kind: "billing-run",
    schema_version: "1.0.0",
    source_system: "billing-1",
    idempotency_key: `generated-${request.seed}-${request.records}`,
    submitted_at: `${dateText(month.issued)}T06:00:00Z`,
    requested_release_at: `${dateText(month.issued)}T12:00:00Z`,
    subject: {
      run_id: `${market.country}-${month.name}`,
      seller_id: seller.sellerId,
      country: market.country,
      billing_cycle: "monthly-01",
      run_type: "regular",
      ...(part !== undefined && { run_part: part }),
      previous_run_id: `${market.country}-2026-10`,
      period_start: dateText(month.first),
      period_end: dateText(month.last),
      issue_date: dateText(month.issued),
      ...announced.versions,
      control_totals: announced.controlTotals,
      usage_control: announced.usageControl,
      number_series: [
        {
          series_id: seller.seriesId,
          prefix: seller.prefix,
          last_issued_before: lastIssuedBefore,
          first: lastIssuedBefore + 1,
          last: lastIssuedBefore + request.records,
          voided,
        },
      ],
    },
  };
}
