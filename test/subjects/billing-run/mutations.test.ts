import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../../lib/core/report.ts";
import { billingGate } from "../../support/billing-gate.ts";
import { describeOnRealData } from "../../support/real-data.ts";
import { type Edit, type Mutation, mutations } from "./mutations.ts";

function edited(text: string, edits: readonly Edit[]): string {
  let made = text;
  for (const [found, put, nth = 1] of edits) {
    let at = -1;
    for (let i = 0; i < nth; i++) at = made.indexOf(found, at + 1);
    if (at < 0) throw new Error(`'${found}' does not stand ${nth} times in the document`);
    made = made.slice(0, at) + put + made.slice(at + found.length);
  }
  return made;
}

const header = JSON.stringify({
  subject: {
    run_id: "R-1",
    seller_id: "S-1",
    country: "NL",
    currency: "EUR",
    run_type: "regular",
    issue_date: "2015-04-01",
    invoices: [],
  },
});

const tables = {
  sellers: [
    {
      seller_id: "S-1",
      country: "NL",
      approved_accounts: ["NL13RABO0377815500", "BE91000000143476"],
    },
  ],
  invoice_archive: [
    {
      seller_id: "S-1",
      invoice_number: "F-150",
      type_code: "380",
      currency: "EUR",
      total_gross: "150.00",
    },
    {
      seller_id: "S-1",
      invoice_number: "F-50",
      type_code: "380",
      currency: "EUR",
      total_gross: "50.00",
    },
  ],
};

/** Each thing that was found, and where. */
const foundIn = ({ violations, unreadable }: Report): readonly string[] => [
  ...violations.flatMap(({ rule, check, xpath = [""] }) =>
    xpath.map((path) => `${rule}${check ? `/${check}` : ""} ${path}`),
  ),
  ...unreadable.map(({ code, place }) => `unreadable/${code} ${place.pointer}`),
];

describeOnRealData(
  "mistakes in the example documents of EN 16931",
  "en16931/examples",
  (folder) => {
    let gate: Awaited<ReturnType<typeof billingGate>>;
    beforeAll(async () => {
      gate = await billingGate(tables);
    });
    afterAll(() => gate.close());

    const judged = async (text: string, { of, run }: Mutation): Promise<readonly string[]> => {
      const files = [{ name: `${of}.xml`, text }];
      return foundIn(
        await gate.judge(run ? [{ name: "run.json", text: header }, ...files] : files),
      );
    };

    test("there are sixty", () => expect(mutations.length).toBeGreaterThanOrEqual(60));

    test.each(mutations.map((mutation) => [mutation.mistake, mutation] as const))(
      "%s",
      async (_, mutation) => {
        const document = edited(
          readFileSync(join(folder, `${mutation.of}.xml`), "utf8"),
          mutation.first ?? [],
        );
        const root = document.includes("<CreditNote ") ? "/CreditNote" : "/Invoice";
        const expected = `${mutation.found} ${root}/${mutation.at}`;
        expect(await judged(document, mutation)).not.toContain(expected);
        expect(await judged(edited(document, mutation.edits), mutation)).toContain(expected);
      },
    );
  },
);
