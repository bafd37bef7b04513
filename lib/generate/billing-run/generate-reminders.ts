import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, type Units } from "../amounts.ts";
import type { Defect, Finish, GeneratedRecord, GenerateRequest, Generation } from "../generated.ts";
import type { IdentifierCountry } from "../identifiers.ts";
import { randomOf } from "../random.ts";
import { customerOf } from "./customer.ts";
import type { InvoiceSetting } from "./invoice.ts";
import { markets } from "./market.ts";
import { dateText, monthOf } from "./month.ts";
import { customerRows, sellerRows } from "./reference.ts";
import { type ReminderDefect, reminderDefects } from "./reminder-defects.ts";
import { sellerOf } from "./seller.ts";

/** A reminder while it is made: amounts in cents, days as numbers. */
export interface Reminder {
  level: number;
  sent: number;
  due: number;
  newDue: number;
  claimed: Units;
  fee: Units;
  interest: Units;
  /** Of the invoice that it reminds of. */
  readonly gross: Units;
  paid: Units;
  inClearing: Units;
  bookedTo: number;
  isOurMistake: boolean;
  /** The days on which the levels before it were sent. */
  earlier: number[];
  contact: "open" | "closed" | undefined;
  agreedFrom: number | undefined;
  receipt: Units | undefined;
}

/** Days between two levels, and to pay once reminded. */
const [gapDays, paymentDays] = [14, 14];

/** The reminders of one day, of a company that sells telephone, fibre and electricity. */
export function generateReminders(request: GenerateRequest): Generation {
  const country = (["EE", "NO", "RO"] as const)[request.seed % 3] as IdentifierCountry;
  const market = markets[country];
  const seller = sellerOf(market, request.seed);
  const setting = { market, seller, month: monthOf(2026, 11), seed: request.seed };
  return {
    gate: "billing-run",
    recordsName: "notices",
    isDocument: true,
    records: () => remindersOf(request, setting),
    finish: () => finishOf(request, setting),
  };
}

function* remindersOf(request: GenerateRequest, setting: InvoiceSetting) {
  let planted = 0;
  for (let index = 0; index < request.records; index++) {
    const reminder = reminderAt(setting, index);
    const isWrong = randomOf(request.seed, "defect", index).chance(request.defectsPerTenThousand);
    const fitting = (turn: number): ReminderDefect =>
      reminderDefects[(planted + turn) % reminderDefects.length] as ReminderDefect;
    const turn = isWrong ? reminderDefects.findIndex((_, at) => fits(fitting(at), reminder)) : -1;
    const kind = turn < 0 ? undefined : fitting(turn);
    if (kind) planted += turn + 1;
    kind?.change(reminder, setting);
    yield recordOf(reminder, setting, index, kind);
  }
}

const fits = ({ fits: test }: ReminderDefect, reminder: Reminder): boolean =>
  test?.(reminder) ?? true;

/** Seven in ten are first reminders; a fee comes with the second. */
function reminderAt({ market, month, seed }: InvoiceSetting, index: number): Reminder {
  const random = randomOf(seed, "reminder", index);
  const level = random.pick([1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
  const sent = month.issued;
  const gross = random.between(2_000, 20_000) * market.priceLevel;
  const paid = random.chance(1_000) ? divided(gross, 2) : 0;
  const due = sent - random.between(15, 25) - gapDays * (level - 1);
  const claimed = gross - paid;
  return {
    level,
    sent,
    due,
    newDue: sent + paymentDays,
    claimed,
    fee: level > 1 ? feeOf(market.priceLevel) : 0,
    interest: level > 2 ? Math.floor((claimed * 8 * (sent - due)) / 36_500) : 0,
    gross,
    paid,
    inClearing: 0,
    bookedTo: sent - 1,
    isOurMistake: false,
    earlier: Array.from({ length: level - 1 }, (_, i) => sent - gapDays * (level - 1 - i)),
    contact: random.chance(500) ? "closed" : undefined,
    agreedFrom: undefined,
    receipt: undefined,
  };
}

const feeOf = (priceLevel: number): Units => 500 * priceLevel;

const numberOf = ({ market }: InvoiceSetting, index: number): string =>
  `${market.country}P-${300_000 + index}`;

function recordOf(
  reminder: Reminder,
  setting: InvoiceSetting,
  index: number,
  kind: ReminderDefect | undefined,
): GeneratedRecord {
  const { market } = setting;
  const key = `N-${500_000 + index}`;
  const value: JsonObject = {
    notice_id: key,
    invoice_number: numberOf(setting, index),
    customer_id: customerOf(market, setting.seed, index).customerId,
    level: reminder.level,
    notice_date: dateText(reminder.sent),
    original_due_date: dateText(reminder.due),
    claimed_amount: amountText(reminder.claimed),
    fee: amountText(reminder.fee),
    interest: amountText(reminder.interest),
    new_due_date: dateText(reminder.newDue),
    currency: market.currency,
    country: market.country,
  };
  // The document begins with a line of its own.
  const truth = { record: key, line: index + 2 };
  const defects: readonly Defect[] = kind
    ? [{ defect: kind.name, ...truth, expected: kind.expected }]
    : [];
  return { value, defects, rows: rowsOf(reminder, setting, index) };
}

function rowsOf(reminder: Reminder, setting: InvoiceSetting, index: number) {
  const { market, month, seller, seed } = setting;
  const customer = customerOf(market, seed, index);
  const number = numberOf(setting, index);
  const { customerId } = customer;
  const agreed = { began: dateText(month.first), recurringItems: [] };
  const invoice = {
    seller_id: seller.sellerId,
    invoice_number: number,
    type_code: "380",
    due_date: dateText(reminder.due),
    customer_id: customerId,
    contract_id: customer.contractId,
    currency: market.currency,
    total_gross: amountText(reminder.gross),
    paid: amountText(reminder.paid),
    in_clearing: amountText(reminder.inClearing),
    payments_as_of: `${dateText(reminder.bookedTo)}T20:00:00Z`,
    ...(reminder.isOurMistake && { error_confirmed: true }),
  };
  return {
    ...customerRows(market, customer, customer.isFirst, agreed),
    invoice_archive: [invoice],
    dunning_archive: reminder.earlier.map((day, at) => ({
      invoice_number: number,
      notice_id: `N-${400_000 + index}-${at + 1}`,
      level: at + 1,
      notice_date: dateText(day),
      fee: amountText(at > 0 ? reminder.fee : 0),
    })),
    ...waiting(reminder, number, customerId, market.currency),
  };
}

/** What a customer told, agreed on and paid that nobody could match. */
function waiting(reminder: Reminder, number: string, customerId: string, currency: string) {
  const { contact, sent, agreedFrom, receipt } = reminder;
  return {
    ...(contact && {
      contacts: [
        {
          customer_id: customerId,
          contact_id: `C-${number}`,
          reason: "billing.amount",
          status: contact,
          opened_on: dateText(sent - 12),
          invoice_number: number,
        },
      ],
    }),
    ...(agreedFrom !== undefined && {
      payment_agreements: [
        { customer_id: customerId, invoice_number: number, from: dateText(agreedFrom) },
      ],
    }),
    ...(receipt !== undefined && {
      unmatched_receipts: [
        {
          customer_id: customerId,
          amount: amountText(receipt),
          currency,
          received_on: dateText(sent - 1),
        },
      ],
    }),
  };
}

/** Tables are there with a row of somebody else, so that their rules judge. */
function finishOf(request: GenerateRequest, setting: InvoiceSetting): Finish {
  const { market, month, seller } = setting;
  const stranger = { customer_id: "K1" };
  const limit = {
    country: market.country,
    fee_max: amountText(feeOf(market.priceLevel)),
    currency: market.currency,
    interest_max_pct: "10",
    waiting_days: 14,
    payment_days: paymentDays,
    valid_from: "2026-01-01",
  };
  const rows = {
    ...sellerRows(market, seller),
    late_fee_limits: [limit],
    payment_agreements: [{ ...stranger, from: "2026-01-01", to: "2026-06-30" }],
    unmatched_receipts: [
      { ...stranger, amount: "1.00", currency: market.currency, received_on: "2026-11-30" },
    ],
    contacts: [
      {
        ...stranger,
        contact_id: "C-1",
        reason: "billing.amount",
        status: "closed",
        opened_on: "2026-01-05",
      },
    ],
  };
  const header = {
    subject_kind: "billing-run",
    schema_version: "1.0.0",
    source_system: "billing-1",
    idempotency_key: `generated-reminders-${request.seed}-${request.records}`,
    submitted_at: `${dateText(month.issued)}T06:00:00Z`,
    requested_release_at: `${dateText(month.issued)}T12:00:00Z`,
    subject: {
      run_id: `${market.country}-D-${month.name}`,
      seller_id: seller.sellerId,
      country: market.country,
      billing_cycle: "reminders",
      run_type: "dunning",
      period_start: dateText(month.first),
      period_end: dateText(month.last),
      issue_date: dateText(month.issued),
      control_totals: [],
      number_series: [],
    },
  };
  return { header, defects: [], rows };
}
