import * as z from "zod";
import { isCurrency } from "../core/expression/functions/currencies.ts";
import { type Role, roles } from "./caller.ts";
import { checkChannels, checkFamilies, checkTiers, checkTimes } from "./gate-checks.ts";
import { rolesFor } from "./review/policy/permissions.ts";

/** Decimal text, not negative: `"10000"`, `"0.05"`. */
const amount = z
  .string('must be decimal text in quotes, such as "10000.00"')
  .regex(/^\d{1,15}(\.\d{1,6})?$/, {
    error: 'must be decimal text that is not negative, such as "10000.00"',
    abort: true,
  });
const share = z
  .string('must be a share from 0 to 1 as text in quotes, such as "0.05"')
  .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, {
    error: 'must be a share from 0 to 1 as text, such as "0.05"',
    abort: true,
  });
const currency = z
  .string()
  .refine((code) => isCurrency(code), "must be a currency of ISO 4217 such as EUR");
const money = z.record(currency, amount);
const family = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "must be snake_case");
const hours = z.number("must be a number of hours").positive().max(8_760);
const day = z.iso.date({ error: "must be a date such as 2026-12-24", abort: true });
const time = z
  .string('must be a time in quotes, such as "09:00"')
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    error: 'must be a time such as "09:00", at most "24:00"',
    abort: true,
  });
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Roles of which a gate names some: it narrows what section 5.3 allows, and never widens it. */
const rolesAmong = (allowed: readonly Role[], does: string) =>
  z
    .array(
      z
        .enum(roles)
        .refine(
          (role) => allowed.includes(role),
          `${does} nothing, and no gate changes that: name some of ${allowed.join(", ")}`,
        ),
    )
    .min(1, `must name some of ${allowed.join(", ")}`)
    .refine((list) => new Set(list).size === list.length, "names one twice");

const deciding = rolesFor("decide");
const approvers = rolesAmong(rolesFor("approve"), "approves");
const approving: readonly Role[] = ["second_approver", "service_manager", "compliance"];

/** How a submission goes out. */
const policy = z.strictObject({
  release: z.enum(["all-or-nothing", "split"]).default("all-or-nothing").meta({
    description:
      "Whether a submission goes out as a whole, or its clean records before the others (`split`)",
  }),
  tolerated: z
    .strictObject({
      share: share.default("0.05").meta({
        description:
          "Share of the records that a partial release may leave behind without a second person",
      }),
      money_share: share.default("0.05").meta({
        description: "The same of the money of all records, currency by currency",
      }),
      population_min: z.number().int().min(1).max(1_000_000).default(20).meta({
        description:
          "In fewer records than this a share says nothing: leaving any behind needs a second person",
      }),
    })
    .prefault({}),
});

/** When two people decide, and who may be the second. */
const approval = z
  .strictObject({
    money: money.default({ EUR: "10000", NOK: "115000", RON: "50000" }).meta({
      description:
        "From this money at risk on two people decide; a currency that is not named is over it",
    }),
    customers: z.number().int().min(1).default(500).meta({
      description: "From so many customers on two people decide",
    }),
    approvers: approvers.default([...approving]).meta({
      description: "Roles of which the second person must have one",
    }),
    tiers: z.array(z.strictObject({ money, approvers })).max(10).default([]).meta({
      description:
        "Higher limits with `approvers` of their own, rising; the last that is reached counts",
    }),
    expires_hours: hours.default(24).meta({
      description: "Business hours for which a request for a second person waits",
    }),
  })
  .superRefine(checkTiers);

/** How fast people decide. Hours are business hours. */
const deadlines = z.strictObject({
  block_hours: hours.default(4).meta({ description: "Business hours to decide on what blocks" }),
  hold_hours: hours.default(8).meta({ description: "Business hours to decide on what holds" }),
  before_release_hours: z.number().min(0).max(8_760).default(2).meta({
    description: "A decision is due so many business hours before the release that is planned",
  }),
  expires_days: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(14)
    .meta({
      description:
        "Days after the planned release on which a held submission ends, unreleased; after its " +
        "receipt where none is planned",
    }),
  lease_minutes: z.number().int().min(1).max(1_440).default(30).meta({
    description: "Minutes for which a claimed case is nobody else's",
  }),
  pause_hours_max: z.number().min(0).max(8_760).default(24).meta({
    description: "Business hours, in all, for which questions to the sender stop the clock",
  }),
});

/** When people work, by the gate's clocks. */
const businessHours = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .refine((list) => new Set(list).size === list.length, "names one twice")
      .default(["mon", "tue", "wed", "thu", "fri"])
      .meta({ description: "Days of the week on which people work" }),
    from: time.default("09:00").meta({ description: "When work begins, by the clocks of `zone`" }),
    to: time.default("17:00").meta({ description: "When it ends, on the same day" }),
    calendar: z
      .string()
      .regex(/^[A-Z]{2}$/, "must be a country code such as EE")
      .optional()
      .meta({
        description:
          "Country of the table `calendars` whose public holidays are free; none where absent",
      }),
  })
  .superRefine(checkTimes);

/** Who may decide, within what section 5.3 of the domain specification allows. */
const review = z.strictObject({
  decide: rolesAmong(deciding, "decides")
    .default([...deciding])
    .meta({
      description:
        "Roles that decide; an analyst decides `false_positive` on what holds and nothing else",
    }),
  department: z.string().min(1).max(100).optional().meta({
    description:
      "The department that benefits when a submission goes out, where its sender's token names none",
  }),
  absences: z
    .array(
      z
        .strictObject({ from: day, to: day })
        .refine(({ from, to }) => from <= to, "ends before it begins"),
    )
    .max(100)
    .default([])
    .meta({
      description:
        "Days, both included, on which the service manager is away and her deputy acts in her place",
    }),
});

/** Section 6.6 and 6.7: what a mistake costs that gets out. Placeholders until you know your own. */
const costs = z
  .strictObject({
    currency: currency.default("EUR").meta({ description: "Currency of all that follows" }),
    channels: z
      .record(z.string().min(1).max(63), z.strictObject({ share, cost: amount }))
      .default({
        phone: { share: "0.5", cost: "8.00" },
        email: { share: "0.35", cost: "5.00" },
        chat: { share: "0.15", cost: "4.00" },
      })
      .meta({ description: "Share of contacts and cost of one, by channel; the shares make 1" }),
    families: z.record(z.string().min(1).max(63), z.string()).default({}).meta({
      description:
        "The family of a rule's mistakes, where the shipped one is not right: `{ ACME-01: late_order }`",
    }),
    contacts: z.record(family, amount).default({}).meta({
      description:
        "Contacts per affected unit, by family, where you know better than the shipped priors",
    }),
    counted: z
      .record(
        family,
        z.strictObject({
          contacts: z.number().int().min(0).max(1_000_000_000),
          escaped_units: z.number().int().min(0).max(1_000_000_000),
        }),
      )
      .default({})
      .meta({
        description:
          "Contacts that you counted of so many mistakes that got out, by family: they outweigh the prior " +
          "the more, the more they are. `{ late_order: { contacts: 12, escaped_units: 40 } }`",
      }),
    rework: amount.default("0").meta({
      description: "Cost of a credit note, a second letter, a second parcel, for one unit",
    }),
    annual_margin: amount.default("0").meta({ description: "What a customer brings in a year" }),
    churn: share.optional().meta({
      description:
        "Extra probability that she leaves after a mistake: 0.01 for billing runs and 0 otherwise, " +
        "where absent",
    }),
  })
  .superRefine(checkChannels)
  .superRefine(checkFamilies);

const pass = z.strictObject({
  valid_hours: hours.default(72).meta({
    description: "Hours, by the clock, for which a release pass is valid",
  }),
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
