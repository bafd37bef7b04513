import type { Stake } from "../../core/stakes.ts";
import type { Violation } from "../../core/violation.ts";
import { sha256 } from "../digest.ts";
import type { Money } from "../review/money.ts";
import { isOfWhole, moneyIn, placeOf, sumOf } from "../review/policy/exposure.ts";
import { isReviewable } from "../review/policy/reviewable.ts";
import type { Exposure } from "../review/submission.ts";

/**
 * What violations put at risk, by rule, and what all records are worth: in bounded size, whatever
 * their number. Adds up in any order. Plain JSON.
 */
export interface ExposureState {
  readonly all: Touched;
  readonly rules: Readonly<Record<string, Touched>>;
}

/** Records that are touched by something, each once. */
export interface Touched {
  readonly money: Money;
  readonly records: number;
  /** Those whose customer nobody knows. */
  readonly nameless: number;
  /** By salted digest, in order; absent where there are more than are counted exactly. */
  readonly customers?: readonly string[];
  /** Something concerns the submission as a whole, and so all its records. */
  readonly whole?: true;
}

/** A stake without the customer's name: whose it is shows only beside others of the same run. */
export interface KeptStake extends Omit<Stake, "customer"> {
  readonly customer?: string;
}

/** Customers that are counted exactly; of more each record counts as one, which is never too little. */
export const customersMax = 1_000;

export const nothingTouched: Touched = {
  money: { amounts: {} },
  records: 0,
  nameless: 0,
  customers: [],
};

export const noExposures: ExposureState = { all: nothingTouched, rules: {} };

/** Names of customers, as far as they must be told apart. */
export const keptStake = (salt: string, { customer, ...rest }: Stake): KeptStake =>
  customer === undefined ? rest : { ...rest, customer: sha256(`${salt} ${customer}`).slice(0, 24) };

export function addTouched(a: Touched, b: Touched): Touched {
  const customers = a.customers && b.customers && union(a.customers, b.customers);
  return {
    money: sumOf([a.money, b.money]),
    records: a.records + b.records,
    nameless: a.nameless + b.nameless,
    ...(customers && { customers }),
    ...((a.whole || b.whole) && { whole: true }),
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  const all = new Set([...a, ...b]);
  return all.size > customersMax ? undefined : [...all].sort();
}

export function addExposures(a: ExposureState, b: ExposureState): ExposureState {
  const rules: Record<string, Touched> = { ...a.rules };
  for (const [rule, touched] of Object.entries(b.rules))
    rules[rule] = addTouched(rules[rule] ?? nothingTouched, touched);
  return { all: addTouched(a.all, b.all), rules };
}

/** Counts what is touched, record by record. */
export interface Touching {
  /** A record that was read, whatever became of it. */
  record(stake: KeptStake): void;
  /** A piece that could not be read. */
  unreadable(rule: string): void;
  /** Violations that were found. A record counts once for each rule among all that share `seen`. */
  violations(
    found: Iterable<Violation>,
    stakeAt: (place: string) => KeptStake | undefined,
    seen?: Seen,
  ): void;
  /** Nobody knows what else was found. */
  uncertain(rules: Iterable<string>): void;
  state(): ExposureState;
}

/** What was counted already. */
export interface Seen {
  readonly touched: Set<string>;
  readonly unstated: Set<string>;
}

export const nothingSeen = (): Seen => ({ touched: new Set(), unstated: new Set() });

export function startTouching(): Touching {
  const all = startCounting();
  const rules = new Map<string, Counting>();
  const of = (rule: string): Counting => {
    const known = rules.get(rule) ?? startCounting();
    rules.set(rule, known);
    return known;
  };
  return {
    record: (stake) => {
      all.touch(stake);
      all.worth(worthOf(stake));
    },
    unreadable: (rule) => {
      for (const counting of [all, of(rule)]) {
        counting.touch({});
        counting.worth(unknownMoney);
      }
    },
    violations: (found, stakeAt, { touched, unstated } = nothingSeen()) => {
      const once = (seen: Set<string>, rule: string, place: string): boolean => {
        const name = `${rule} ${place}`;
        if (seen.has(name)) return false;
        seen.add(name);
        return true;
      };
      for (const violation of found) {
        if (!isReviewable(violation)) continue;
        const { rule, record, others = [], moneyAtRisk, currency } = violation;
        const counting = of(rule);
        if (isOfWhole({ kind: "violation", violation })) counting.all();
        if (moneyAtRisk !== undefined) counting.worth(moneyIn(moneyAtRisk, currency));
        for (const { position } of [...(record ? [record] : []), ...others]) {
          const place = placeOf(position);
          const stake = stakeAt(place) ?? {};
          if (once(touched, rule, place)) counting.touch(stake);
          if (moneyAtRisk === undefined && once(unstated, rule, place))
            counting.worth(worthOf(stake));
        }
      }
    },
    uncertain: (names) => {
      for (const rule of names) of(rule).all();
    },
    state: () => ({
      all: all.touched(),
      rules: Object.fromEntries([...rules].map(([rule, one]) => [rule, one.touched()])),
    }),
  };
}

const unknownMoney: Money = { amounts: {}, unknown: true };

const worthOf = ({ amount, currency }: KeptStake): Money => moneyIn(amount, currency);

interface Counting {
  touch(stake: KeptStake): void;
  worth(money: Money): void;
  all(): void;
  touched(): Touched;
}

/** Sums that wait for each other, so that exact addition is done once for many. */
const waitingMax = 1_000;

function startCounting(): Counting {
  let [records, nameless, isWhole] = [0, 0, false];
  let customers: Set<string> | undefined = new Set();
  let waiting: Money[] = [];
  return {
    touch: ({ customer }) => {
      records++;
      if (customer === undefined) nameless++;
      else customers?.add(customer);
      if (customers && customers.size > customersMax) customers = undefined;
    },
    worth: (money) => {
      waiting.push(money);
      if (waiting.length >= waitingMax) waiting = [sumOf(waiting)];
    },
    all: () => {
      isWhole = true;
    },
    touched: () => ({
      money: sumOf(waiting),
      records,
      nameless,
      ...(customers && { customers: [...customers].sort() }),
      ...(isWhole && { whole: true }),
    }),
  };
}

/** What somebody who must decide is told of some records: never too little. */
export const exposureOfTouched = ({ money, records, nameless, customers }: Touched): Exposure => ({
  money,
  customers: customers ? customers.length + nameless : records,
});
