import * as z from "zod";
import { type Role, roles } from "./caller.ts";

/** Decimal text, not negative: `"10000"`, `"0.05"`. */
const amount = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be decimal text that is not negative, such as "10000.00"');
const share = z
  .string()
  .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, 'must be a share from 0 to 1 as text, such as "0.05"');
const currency = z.string().regex(/^[A-Z]{3}$/, "must be a currency code such as EUR");
const money = z.record(currency, amount);
const role = z.enum(roles);
const time = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as "09:00", at most "24:00"');
const hours = z.number().positive().max(8_760);
const day = z.iso.date("must be a date such as 2026-12-24");

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const deciding: readonly Role[] = ["service_manager", "deputy_service_manager", "service_analyst"];
const approving: readonly Role[] = ["second_approver", "service_manager", "compliance"];

/** How a submission goes out. */
const policy = z.strictObject({
  /** Whether a submission goes out as a whole, or its clean records before the others. */
  release: z.enum(["all-or-nothing", "split"]).default("all-or-nothing"),
  /** What a partial release may leave behind before it needs a second person. */
  tolerated: z
    .strictObject({
      /** Of the records. */
      share: share.default("0.05"),
      /** Of the money of all records. */
      money_share: share.default("0.05"),
      /** In fewer records than this a share says nothing: leaving any behind needs a second person. */
      population_min: z.number().int().min(1).max(1_000_000).default(20),
    })
    .prefault({}),
});

/** When two people decide, and who may be the second. */
const approval = z.strictObject({
  /** From this money at risk on; a currency that is not named is over every limit. */
  money: money.default({ EUR: "10000", NOK: "115000", RON: "50000" }),
  /** From so many customers on. */
  customers: z.number().int().min(1).default(500),
  /** Roles of which the second person must have one; the last tier that is reached counts. */
  approvers: z
    .array(role)
    .min(1)
    .default([...approving]),
  tiers: z
    .array(z.strictObject({ money, approvers: z.array(role).min(1) }))
    .max(10)
    .default([]),
  /** Business hours for which a request waits. */
  expires_hours: hours.default(24),
});

/** When people work, and how fast. Hours are business hours. */
const deadlines = z.strictObject({
  block_hours: hours.default(4),
  hold_hours: hours.default(8),
  /** A decision is due this long before the release that the sender plans. */
  before_release_hours: z.number().min(0).max(8_760).default(2),
  /** A held submission ends, unreleased, so many days after the release that was planned. */
  expires_days: z.number().int().min(1).max(3_650).default(14),
  /** Minutes for which a claimed case is nobody else's. */
  lease_minutes: z.number().int().min(1).max(1_440).default(30),
  /** Hours, in all, for which a question to the sender stops the clock. */
  pause_hours_max: z.number().min(0).max(8_760).default(24),
});

const businessHours = z.strictObject({
  days: z.array(z.enum(weekdays)).min(1).default(["mon", "tue", "wed", "thu", "fri"]),
  from: time.default("09:00"),
  to: time.default("17:00"),
  /** The country of the table `calendars` whose public holidays are free. */
  calendar: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});

/** Who may decide, within what section 5.3 of the domain specification allows. */
const review = z.strictObject({
  decide: z
    .array(role)
    .min(1)
    .default([...deciding]),
  /** Days, both included, on which the service manager is away and her deputy decides. */
  absences: z
    .array(z.strictObject({ from: day, to: day }))
    .max(100)
    .default([]),
});

/** Section 6.6 and 6.7: what a mistake costs that gets out. Placeholders until you know your own. */
const costs = z.strictObject({
  currency: currency.default("EUR"),
  /** Share of contacts and cost of one, by channel. */
  channels: z.record(z.string(), z.strictObject({ share, cost: amount })).default({
    phone: { share: "0.5", cost: "8.00" },
    email: { share: "0.35", cost: "5.00" },
    chat: { share: "0.15", cost: "4.00" },
  }),
  /** The family of a rule, where the shipped table does not know it: `{ ACME-01: late_order }`. */
  families: z.record(z.string(), z.string()).default({}),
  /** Contacts per affected unit, by family, where you know better than the shipped priors. */
  contacts: z.record(z.string(), amount).default({}),
  /** Of a credit note, a second letter, a second parcel, for one unit. */
  rework: amount.default("0"),
  /** What a customer brings in a year, and the extra probability that she leaves (0.01 for bills). */
  annual_margin: amount.default("0"),
  churn: share.optional(),
});

const pass = z.strictObject({
  /** Hours for which a release pass is valid. */
  valid_hours: hours.default(72),
});

/** The settings of a gate that concern review and release, with what holds where nothing is said. */
export const gateSettings = {
  policy: policy.prefault({}),
  approval: approval.prefault({}),
  deadlines: deadlines.prefault({}),
  business_hours: businessHours.prefault({}),
  review: review.prefault({}),
  costs: costs.prefault({}),
  pass: pass.prefault({}),
};

export type Policy = z.output<typeof policy>;
export type ApprovalSettings = z.output<typeof approval>;
export type Deadlines = z.output<typeof deadlines>;
export type BusinessHours = z.output<typeof businessHours>;
export type ReviewSettings = z.output<typeof review>;
export type Costs = z.output<typeof costs>;
export type PassSettings = z.output<typeof pass>;
