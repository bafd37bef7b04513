import { type Context, fuelDefault } from "./context.ts";
import { canonical, type Decimal } from "./expression/decimal.ts";
import { isUnjudged } from "./expression/fault.ts";
import { evaluate } from "./expression/interpret.ts";
import type { Node } from "./expression/node.ts";
import type { Value } from "./expression/value.ts";
import { prepare } from "./judge/preparation.ts";
import { subjectRecord } from "./judge/subject-record.ts";
import { naturalKey } from "./natural-key.ts";
import type { Plan } from "./plan.ts";
import type { ReadRecord } from "./record.ts";

/** What is at stake with one record; what its subject does not say, or nobody can work out, is absent. */
export interface Stake {
  /** As the sender writes it. */
  readonly customer?: string;
  /** Decimal text. */
  readonly amount?: string;
  readonly currency?: string;
}

/**
 * Whose records are and what they are worth, by their subject's own expressions. Total: a record on
 * which these fail, or without a natural key, has nothing that is known.
 */
export function stakesIn(plan: Plan, context: Context): (reading: ReadRecord) => Stake {
  const p = prepare(plan, { ...context, fuel: context.fuel ?? fuelDefault });
  const { records } = plan.subject;
  return (reading) => {
    const of = reading.of ?? records[0]?.name;
    const kind = records.find(({ name }) => name === of);
    const key = kind && naturalKey(reading.value, kind);
    if (kind === undefined || key === undefined) return {};
    const record = subjectRecord(p, kind, reading, key);
    const found = (node: Node | undefined): Value | undefined => {
      if (node === undefined) return undefined;
      p.refuel();
      const value = evaluate(node, record.frame, record.world);
      return isUnjudged(value) ? undefined : value;
    };
    const { customer, amount, currency } = plan.kinds[kind.name] ?? {};
    return {
      ...textOf("customer", found(customer)),
      ...textOf("currency", found(currency)),
      ...amountOf(found(amount)),
    };
  };
}

const textOf = <Name extends string>(
  name: Name,
  value: Value | undefined,
): { [N in Name]?: string } =>
  typeof value === "string" && value !== "" ? ({ [name]: value } as { [N in Name]: string }) : {};

const amountOf = (value: Value | undefined): Pick<Stake, "amount"> =>
  value === undefined ? {} : { amount: canonical(value as Decimal) };
