import type { Expected } from "../generated.ts";
import type { Draft } from "./invoice.ts";
import { isSplit } from "./lines.ts";
import type { Totals } from "./totals.ts";

/** What a defect needs to know of the clean invoice before. */
export interface Neighbour {
  readonly draft: Draft;
  readonly totals: Totals;
}

/** A defect that two invoices give together, or an invoice and one of before. */
export interface SharedDefect {
  readonly name: string;
  /** What the later invoice violates. */
  readonly expected: readonly Expected[];
  /** What the earlier one violates. */
  readonly before: readonly Expected[];
  readonly fits: (before: Neighbour, own: Draft) => boolean;
  readonly draft: (draft: Draft, before: Neighbour) => void;
  /** How often in a run, where its rule applies to so few that more were systemic (BIL-49). */
  readonly timesMax?: number;
  /** Whether the number that the invoice should have had is given up. */
  readonly voidsNumber?: true;
  /** Share of its amount that the credited invoice had, in percent; none: it is unknown. */
  readonly creditedShare?: number;
}

const isBill = ({ typeCode }: Draft): boolean => typeCode === "380";

export const sharedDefects: readonly SharedDefect[] = [
  {
    name: "a number that was used before",
    expected: [{ rule: "BIL-32" }],
    before: [{ rule: "BIL-32" }],
    fits: () => true,
    draft: (draft, before) => {
      draft.number = before.draft.number;
    },
    voidsNumber: true,
  },
  {
    name: "a payment reference of another customer",
    expected: [{ rule: "BIL-37" }],
    before: [{ rule: "BIL-37" }],
    fits: ({ draft }, own) =>
      isBill(draft) && isBill(own) && draft.customer.customerId !== own.customer.customerId,
    draft: (draft, before) => {
      draft.referenceBody = before.draft.referenceBody;
    },
  },
  {
    name: "the same service billed twice",
    expected: [{ rule: "BIL-35" }, { rule: "BIL-60" }],
    before: [{ rule: "BIL-35" }, { rule: "BIL-60" }],
    fits: ({ draft }, own) =>
      isBill(draft) &&
      isBill(own) &&
      !draft.isPaid &&
      !own.isPaid &&
      !isSplit(draft.lines) &&
      // What is charged once would be charged twice besides (BIL-39).
      !draft.lines.some(({ item }) => item.kind === "one_time"),
    draft: (draft, before) => {
      draft.customer = before.draft.customer;
      draft.lines = before.draft.lines.map((line) => ({ ...line }));
      draft.allowances = [...before.draft.allowances];
      draft.charges = [...before.draft.charges];
    },
  },
  {
    name: "an invoice that is sent twice under two numbers",
    expected: [{ rule: "BIL-36" }, { rule: "BIL-60" }],
    before: [{ rule: "BIL-36" }, { rule: "BIL-60" }],
    fits: ({ draft }) =>
      isBill(draft) && draft.lines.every(({ item }) => item.kind === "fee") && !draft.isPaid,
    draft: (draft, before) => {
      draft.typeCode = "380";
      draft.preceding = undefined;
      draft.isPaid = false;
      draft.customer = before.draft.customer;
      draft.lines = before.draft.lines.map((line) => ({ ...line }));
      draft.allowances = [...before.draft.allowances];
      draft.charges = [...before.draft.charges];
    },
  },
  {
    name: "a credit note above its invoice",
    expected: [{ rule: "BIL-20" }],
    before: [],
    fits: (_, own) => isBill(own),
    draft: (draft) => asCredit(draft),
    creditedShare: 90,
  },
  {
    name: "a credit note for an invoice that nobody knows",
    expected: [{ rule: "BIL-20" }],
    before: [],
    fits: (_, own) => isBill(own),
    draft: (draft) => asCredit(draft),
    creditedShare: 0,
  },
];

function asCredit(draft: Draft): void {
  draft.typeCode = "381";
  draft.isPaid = false;
  draft.preceding = { ...draft.credits };
}
