import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { XmlDocument } from "libxml2-wasm";
import { isObject, type Json } from "../../../lib/core/expression/value.ts";
import { schemaProblems } from "../../../lib/core/schema-check.ts";
import { billingRunSubject } from "../../../lib/subjects/billing-run/index.ts";
import { leftOutOfUbl } from "../../../lib/subjects/e-invoice/left-out.ts";
import { locateInEInvoice } from "../../../lib/subjects/e-invoice/locate.ts";
import { namespaces, rootNamespaces } from "../../../lib/subjects/e-invoice/syntax.ts";
import { recordOf } from "../../support/e-invoice.ts";
import { describeOnRealData } from "../../support/real-data.ts";
import { type Leaf, leavesOf } from "../../support/xml-leaves.ts";

/** Every value of a record, with its pointer. */
function* valuesOf(
  value: Json | undefined,
  pointer = "",
): Generator<{ pointer: string; value: string }> {
  if (Array.isArray(value))
    for (const [i, one] of value.entries()) yield* valuesOf(one, `${pointer}/${i}`);
  else if (isObject(value))
    for (const [name, one] of Object.entries(value)) yield* valuesOf(one, `${pointer}/${name}`);
  else yield { pointer, value: String(value) };
}

/** What the values of a record say where they are: each path of the document, without its conditions. */
function supplied(record: Json, root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { pointer, value } of valuesOf(record)) {
    const xpath = locateInEInvoice({ file: "", pointer: root }, pointer);
    const path = xpath?.slice(root.length + 1).replace(/\[[^\]]*\]/g, "") ?? pointer;
    found.set(path, [...(found.get(path) ?? []), value]);
  }
  return found;
}

/** The root has no prefix in XPaths, as in most documents: XPath 1.0 wants one. */
const inUbl = (xpath: string, root: string): string =>
  xpath.replaceAll(new RegExp(`${root}(?=/|$)`, "g"), `/r:${root.slice(1)}`);

const prefixes = (root: string) => ({
  ...namespaces,
  r: rootNamespaces[root.slice(1) as "Invoice" | "CreditNote"],
});

/** A credit note has other names for the same elements. */
const asInvoice = (path: string): string =>
  path
    .replace(/CreditNote(Line|TypeCode)/g, "Invoice$1")
    .replace("CreditedQuantity", "InvoicedQuantity");

const isLeftOut = (path: string): boolean =>
  leftOutOfUbl.some(([pattern]) => {
    const whole = asInvoice(path);
    if (pattern.startsWith("@")) return whole === pattern || whole.endsWith(`/${pattern}`);
    return whole === pattern || whole.startsWith(`${pattern}/`) || whole.endsWith(`/${pattern}`);
  });

/** Indicators decide which list an element goes to, and schemes which field: they are no values themselves. */
const isDecisive = ({ path }: Leaf): boolean =>
  /cac:AllowanceCharge\/cbc:ChargeIndicator$|cac:PartyTaxScheme\/cac:TaxScheme\/cbc:ID$/.test(path);

describeOnRealData("the 16 example documents of EN 16931", "en16931/examples", (folder) => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".xml"));
  const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");

  test("all are here", () => expect(files).toHaveLength(16));

  test.each(files)(
    "%s: each element and attribute with content is a field, or is left out with its reason",
    async (name) => {
      const document = textOf(name);
      const record = await recordOf(document);
      const root = /<CreditNote/.test(document) ? "/CreditNote" : "/Invoice";
      const values = supplied(record, root);
      const lost = leavesOf(document).filter((leaf) => {
        if (isDecisive(leaf)) return false;
        const found = values.get(leaf.path);
        return found ? !found.includes(leaf.value.normalize("NFC")) : !isLeftOut(leaf.path);
      });
      expect(lost).toEqual([]);
    },
  );

  test.each(files)("%s: as many values as its fields have, no more and no fewer", async (name) => {
    const document = textOf(name);
    const record = await recordOf(document);
    const root = /<CreditNote/.test(document) ? "/CreditNote" : "/Invoice";
    const leaves = Map.groupBy(leavesOf(document), ({ path }) => path);
    for (const [path, found] of supplied(record, root)) {
      // One total is both where VAT is accounted in the currency of the document.
      if (path === "cac:TaxTotal/cbc:TaxAmount") continue;
      expect([path, [...found].sort()]).toEqual([
        path,
        (leaves.get(path) ?? []).map(({ value }) => value.normalize("NFC")).sort(),
      ]);
    }
  });

  test.each(files)("%s: its record fits the schema", async (name) => {
    const problems = schemaProblems(
      await recordOf(textOf(name)),
      "Invoice",
      billingRunSubject.schema,
      20,
    );
    expect(problems).toEqual([]);
  });

  test.each(files)(
    "%s: the XPath of each field, evaluated by libxml2, finds its value alone",
    async (name) => {
      const text = textOf(name);
      const document = XmlDocument.fromString(text);
      try {
        const record = await recordOf(text);
        const root = /<CreditNote/.test(text) ? "/CreditNote" : "/Invoice";
        for (const { pointer, value } of valuesOf(record)) {
          const xpath = locateInEInvoice({ file: "", pointer: root }, pointer) ?? "none";
          const found = document
            .find(inUbl(xpath, root), prefixes(root))
            .map((node) => node.content.trim());
          expect([xpath, found]).toEqual([xpath, [expect.anything()]]);
          expect([xpath, found[0]?.normalize("NFC")]).toEqual([xpath, value]);
        }
      } finally {
        document.dispose();
      }
    },
  );

  test("every reason is needed by a document, or is of a term that none of them has", () => {
    const paths = new Set(
      files.flatMap((name) => leavesOf(textOf(name)).map(({ path }) => asInvoice(path))),
    );
    const unused = leftOutOfUbl.filter(
      ([pattern]) =>
        ![...paths].some(
          (path) =>
            path === pattern || path.startsWith(`${pattern}/`) || path.endsWith(`/${pattern}`),
        ),
    );
    expect(unused.map(([pattern]) => pattern)).toEqual([
      "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:Name",
      "cac:PaymentMeans/cac:CardAccount/cbc:NetworkID",
      "cac:PaymentMeans/cac:CardAccount/cbc:HolderName",
    ]);
  });
});
