import { readFileSync } from "node:fs";
import { join } from "node:path";
import { billingGate } from "../../support/billing-gate.ts";
import { describeOnRealData } from "../../support/real-data.ts";

/**
 * What the pack finds in documents that are valid under the official rules, and why it is right to: no rule
 * that mirrors a rule of EN 16931 alone is among them.
 */
const stricter: Readonly<Record<string, string>> = {
  "BIL-02/reference":
    "a credit note names what it credits: Peppol asks for it, the norm (BR-55) only where the group is there",
  "BIL-05/amount":
    "Peppol R120, not the norm: a true error of the example, 2 x 1273.00 is not 1273.00 and 6 x 18.33 not -109.98",
  "BIL-12/vat_currency":
    "Peppol R005, not the norm: VAT is accounted in the currency of the document itself",
  "BIL-16/buyer_number": "made-up register numbers, whose check digit is wrong",
  "BIL-16/buyer_vat": "made-up VAT numbers, whose check digit is wrong",
  "BIL-16/seller_number": "made-up register numbers, whose check digit is wrong",
  "BIL-16/seller_vat": "made-up VAT numbers, whose check digit is wrong",
  "BIL-17/iban":
    "placeholder accounts such as DK1212341234123412, which no bank would accept (mod 97)",
};

const nothing: readonly string[] = [];
const dutch = ["BIL-05/amount block 1"];
const norwegian = [
  "BIL-05/amount block 1",
  "BIL-16/buyer_number hold 1",
  "BIL-16/buyer_vat hold 1",
  "BIL-16/seller_number hold 1",
  "BIL-16/seller_vat hold 1",
];

// Each document alone, with the tables that ship: rule, check, severity, how often.
const found: Readonly<Record<string, readonly string[]>> = {
  "guide-example1": dutch,
  "guide-example2": norwegian,
  "guide-example3": ["BIL-05/amount block 2", "BIL-17/iban block 1"],
  issue116: [],
  "sample-discount-price": ["BIL-12/vat_currency block 1"],
  "ubl-tc434-creditnote1": ["BIL-02/reference block 1"],
  "ubl-tc434-example1": dutch,
  "ubl-tc434-example2": norwegian,
  "ubl-tc434-example3": ["BIL-05/amount block 2", "BIL-16/buyer_vat hold 1", "BIL-17/iban block 1"],
  "ubl-tc434-example4": ["BIL-17/iban block 1"],
  "ubl-tc434-example5": [],
  "ubl-tc434-example6": [],
  "ubl-tc434-example7": ["BIL-17/iban block 1"],
  "ubl-tc434-example8": nothing,
  "ubl-tc434-example9": nothing,
  "ubl-tc434-example10": dutch,
};

describeOnRealData(
  "the valid documents of EN 16931, by the shipped pack",
  "en16931/examples",
  (folder) => {
    let gate: Awaited<ReturnType<typeof billingGate>>;
    beforeAll(async () => {
      gate = await billingGate();
    });
    afterAll(() => gate.close());

    const judged = async (name: string) =>
      gate.judge([
        { name: `${name}.xml`, text: readFileSync(join(folder, `${name}.xml`), "utf8") },
      ]);

    test.each(Object.entries(found))(
      "%s is read whole, and gives only what is explained",
      async (name, expected) => {
        const report = await judged(name);
        expect(report.counts.unreadable).toBe(0);
        // Warnings hold nothing: they say, for instance, that a country's rates of that year are not known.
        const counting = report.violations.filter(
          ({ shadow, severity }) => !shadow && severity !== "warn",
        );
        const rules = Map.groupBy(
          counting,
          ({ rule, check, severity }) => `${rule}${check ? `/${check}` : ""} ${severity}`,
        );
        expect([...rules].map(([what, some]) => `${what} ${some.length}`)).toEqual(expected);
        for (const { rule, check } of counting)
          expect(stricter).toHaveProperty([`${rule}/${check}`]);
      },
    );

    test("each explanation is needed", () => {
      const needed = new Set(
        Object.values(found)
          .flat()
          .map((what) => what.split(" ")[0]),
      );
      expect([...needed].sort()).toEqual(Object.keys(stricter).sort());
    });

    test("what e-invoices cannot say is not configured and listed, and holds nothing", async () => {
      const report = await judged("ubl-tc434-example9");
      expect(report.verdict).toBe("pass");
      const open = report.rules.flatMap(({ rule, notConfigured }) =>
        (notConfigured?.needs ?? []).map((needs) => `${rule} ${needs}`),
      );
      for (const one of [
        "BIL-18 payment.reference_scheme",
        "BIL-35 lines.charge_kind",
        "BIL-60 lines.source_charge_id",
      ])
        expect(open).toContain(one);
    });
  },
);
