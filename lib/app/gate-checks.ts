import type * as z from "zod";
import {
  add,
  canonical,
  compare,
  type Decimal,
  parseDecimal,
  ZERO,
} from "../core/expression/decimal.ts";
import { families } from "./review/policy/cost-model.ts";

// What of a gate's settings must agree with each other; each mistake stands at what is wrong.

type Limits = Readonly<Record<string, string>>;

interface Tiered {
  readonly money: Limits;
  readonly tiers: readonly { readonly money: Limits }[];
}

/** Limits rise from tier to tier, and each tier says something of the same currencies. */
export function checkTiers({ money, tiers }: Tiered, context: z.RefinementCtx): void {
  let below = money;
  tiers.forEach((tier, index) => {
    const path = ["tiers", index, "money"];
    for (const currency of Object.keys(money).filter((one) => !(one in tier.money)))
      wrong(context, path, `names no ${currency}, so that any ${currency} would reach this tier`);
    for (const [currency, limit] of Object.entries(tier.money)) {
      if (!Object.hasOwn(money, currency))
        wrong(context, [...path, currency], "has no limit in approval.money: name it there too");
      else if (compare(amountIn(limit), amountIn(below[currency] ?? "0")) <= 0)
        wrong(
          context,
          [...path, currency],
          `must be more than ${below[currency]}, the limit before`,
        );
    }
    below = { ...below, ...tier.money };
  });
}

interface Times {
  readonly days: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** Deadlines of thousands of hours must have an end that can be reached. */
const weekMinutesMin = 60;

export function checkTimes({ days, from, to }: Times, context: z.RefinementCtx): void {
  const week = (minutesOf(to) - minutesOf(from)) * days.length;
  if (from >= to) wrong(context, ["to"], `must be after ${from}, on the same day`);
  else if (week < weekMinutesMin)
    wrong(context, ["to"], `makes ${week} minutes a week: people work an hour at least`);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

interface Channels {
  readonly channels: Readonly<Record<string, { readonly share: string }>>;
}

export function checkChannels({ channels }: Channels, context: z.RefinementCtx): void {
  const sum = Object.values(channels).reduce((all, { share }) => add(all, amountIn(share)), ZERO);
  if (compare(sum, amountIn("1")) !== 0)
    wrong(context, ["channels"], `the shares make ${canonical(sum)}, and must make 1`);
}

interface Families {
  readonly families: Readonly<Record<string, string>>;
  readonly contacts: Limits;
  readonly counted: Readonly<Record<string, unknown>>;
}

export function checkFamilies(settings: Families, context: z.RefinementCtx): void {
  const { contacts, counted } = settings;
  const known = [...new Set([...families, ...Object.keys(contacts), ...Object.keys(counted)])];
  for (const family of Object.keys(counted).filter((one) => Object.hasOwn(contacts, one)))
    wrong(context, ["counted", family], "has a figure in contacts as well: say one of them");
  for (const [rule, family] of Object.entries(settings.families))
    if (!known.includes(family))
      wrong(
        context,
        ["families", rule],
        `'${family}' is no family: name one of ${known.join(", ")}, or give it a figure in contacts`,
      );
}

function wrong(context: z.RefinementCtx, path: (string | number)[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

const amountIn = (text: string): Decimal => parseDecimal(text) ?? ZERO;
