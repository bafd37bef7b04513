/** Amounts by currency, as exact decimal text: they are never added across currencies. */
export interface Money {
  readonly amounts: Readonly<Record<string, string>>;
  /** Some of it could not be computed, or has no currency: it counts as over every limit. */
  readonly unknown?: true;
}

export const noMoney: Money = { amounts: {} };
