import { decimalOf, STRING } from "../../lib/core/expression/types.ts";
import type { JsonObject, Reading, Subject } from "../../lib/core/index.ts";
import fc from "./fast-check.ts";
import { bill, type RuleText, readingsOf } from "./small-engine.ts";

const optional = { required: false } as const;

/** Bills, what was paid on them, and reminders of them: three kinds of records in a submission. */
export const billsAndPayments: Subject = {
  ...bill,
  schema: {
    ...bill.schema,
    Payment: {
      fields: {
        id: { type: STRING, required: true },
        bill: { type: STRING, ...optional },
        note: { type: STRING, ...optional },
        paid: { type: decimalOf(6), ...optional, usualScale: 2 },
        payer: { type: STRING, ...optional, personal: true },
      },
    },
    Reminder: {
      fields: {
        id: { type: STRING, required: true },
        bill: { type: STRING, ...optional },
        fee: { type: decimalOf(6), ...optional },
      },
    },
  },
  records: [
    ...bill.records,
    { name: "payment", shape: "Payment", key: ["id"], lists: ["payments", "paid"] },
    { name: "reminder", shape: "Reminder", key: ["id"] },
  ],
};

/** Records of the kinds as a reader gives them, in this order. */
export const mixedReadings = (
  records: readonly (readonly [of: string, value: JsonObject])[],
): readonly Reading[] =>
  readingsOf(records.map(([, value]) => value)).map((reading, i) =>
    reading.kind === "record" ? { ...reading, of: records[i]?.[0] ?? "" } : reading,
  );

/** Rules that join, of every kind, with what else a set rule has beside. */
export const joiningRules: readonly RuleText[] = [
  {
    id: "JOI-01",
    scope: "set",
    let: { paid: 'joined("payment", record.number, other.bill).map(p, p.paid).sum()' },
    must: "paid == record.total",
    missing: "hold",
  },
  {
    id: "JOI-02",
    scope: "set",
    of: "payment",
    severity: "hold",
    missing: "warn",
    let: { own: 'joined("bill", key(record.bill), other.number, 1)[0]' },
    must: "own.currency == 'EUR' && duplicates(key(record.bill)).size() < 3",
  },
  {
    id: "JOI-03",
    scope: "set",
    of: "reminder",
    severity: "warn",
    missing: "skip",
    when: "has(record.fee)",
    must: 'joined("bill", record.bill, other.number).exists(b, b.total > record.fee) && joined("payment", record.bill, other.bill, 2).size() == 0',
  },
];

const billKey = fc.constantFrom("N-1", "N-2", "N-3", "N-4", "n\u00b7\u00e5", "");
const money = fc.constantFrom("1.00", "2.50", "-1", 3, "x");

export const aBill = fc.record(
  { number: billKey, total: money, currency: fc.constantFrom("EUR", "NOK"), note: billKey },
  { requiredKeys: ["total"] },
);
export const aPayment = fc.record(
  { id: fc.constantFrom("P-1", "P-2", "P-3", "P-4"), bill: billKey, paid: money },
  { requiredKeys: ["id"] },
);
export const aReminder = fc.record(
  { id: fc.constantFrom("R-1", "R-2"), bill: billKey, fee: money },
  { requiredKeys: ["id"] },
);
