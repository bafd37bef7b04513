import type { Place } from "../../core/record.ts";
import { groupsOf, pathIn, rootPath, type Syntax, syntaxes, termsOf } from "./syntax.ts";
import { type Group, paymentsList, type Term } from "./terms.ts";

/**
 * The XPath of a field of an invoice that was read from an e-invoice, worked out from the field alone: the
 * document is not looked at, so that what is absent has its XPath too. Undefined for records of other
 * formats, and for fields that the format has no place for. The prefixes are those of the norm.
 */
export function locateInEInvoice(place: Place, pointer: string): string | undefined {
  const syntax = syntaxes.find((one) => rootPath(one) === place.pointer);
  if (syntax === undefined) return undefined;
  if (pointer === "") return rootPath(syntax);
  const { field, indexes } = partsOf(pointer);
  const path = pathsOf(syntax).get(field);
  return path === undefined ? undefined : `${rootPath(syntax)}/${counted(path, indexes)}`;
}

/** `/lines/2/net_amount` is the field `lines[].net_amount` with the index 2. */
function partsOf(pointer: string): { readonly field: string; readonly indexes: readonly number[] } {
  const indexes: number[] = [];
  let field = "";
  for (const name of pointer.slice(1).split("/")) {
    if (/^\d+$/.test(name)) {
      indexes.push(Number(name));
      field += "[]";
    } else field += field === "" ? name : `.${name}`;
  }
  return { field, indexes };
}

/** Puts the indexes, from 0, where a path counts elements, from 1. */
function counted(path: string, indexes: readonly number[]): string {
  let at = 0;
  return path.replace(/\[#(\+1)?\]/g, (_, next) => `[${(indexes[at++] ?? 0) + (next ? 2 : 1)}]`);
}

type Paths = ReadonlyMap<string, string>;

const known = new Map<Syntax, Paths>();

/** The XPath of each field, from the root; `[]` stands behind lists, `[#]` where an element is counted. */
export function pathsOf(syntax: Syntax): Paths {
  const found = known.get(syntax);
  if (found) return found;
  const made = new Map<string, string>();
  for (const term of termsOf(syntax)) addTerm(made, term, syntax, "", "");
  for (const group of groupsOf(syntax)) addGroup(made, group, syntax, "", "");
  for (const [field, path] of vatTotals[syntax]) made.set(field, path);
  known.set(syntax, made);
  return made;
}

function addTerm(
  paths: Map<string, string>,
  term: Term,
  syntax: Syntax,
  field: string,
  path: string,
): void {
  const own = pathIn(term, syntax);
  if (own === undefined) return;
  const name = joined(field, ".", term.field);
  const whole = joined(path, "/", own);
  if (term.as === "texts") {
    paths.set(name, whole.replace("[#]", ""));
    paths.set(`${name}[]`, whole);
    return;
  }
  if (!paths.has(name)) paths.set(name, whole);
  const iban = joined(field, ".", "payee_iban");
  if (term.as === "account" && !paths.has(iban)) paths.set(iban, whole);
  const [object, inner] = term.field.split(".");
  if (inner !== undefined && object !== undefined)
    addObject(paths, joined(field, ".", object), whole);
}

/** An object of the record stands where all its fields stand. */
function addObject(paths: Map<string, string>, object: string, path: string): void {
  const before = paths.get(object);
  const parent = elementsOf(path).slice(0, -1);
  const together = before === undefined ? parent : shared(elementsOf(before), parent);
  if (together.length > 0) paths.set(object, together.join("/"));
}

const elementsOf = (path: string): readonly string[] => path.split(/\/(?![^[]*\])/);

function shared(a: readonly string[], b: readonly string[]): readonly string[] {
  const end = a.findIndex((step, i) => step !== b[i]);
  return end < 0 ? a : a.slice(0, end);
}

function addGroup(
  paths: Map<string, string>,
  group: Group,
  syntax: Syntax,
  field: string,
  path: string,
): void {
  const own = pathIn(group, syntax);
  if (own === undefined) return;
  const whole = joined(path, "/", own);
  const place = joined(field, ".", group.list);
  const addAll = (name: string, element: string): void => {
    paths.set(name, element);
    for (const term of group.terms) addTerm(paths, term, syntax, name, element);
    for (const inner of group.groups ?? []) addGroup(paths, inner, syntax, name, element);
  };
  if (group.list === paymentsList) {
    addAll("payment", `${whole}[1]`);
    paths.set("other_payments", whole);
    addAll("other_payments[]", `${whole}[#+1]`);
    return;
  }
  paths.set(place, whole);
  addAll(`${place}[]`, `${whole}[#]`);
}

const joined = (before: string, by: string, after: string): string =>
  before === "" ? after : `${before}${by}${after}`;

const ublTotals = (root: string): readonly (readonly [string, string])[] => [
  ["total_vat", `cac:TaxTotal/cbc:TaxAmount[@currencyID=/${root}/cbc:DocumentCurrencyCode]`],
  ["total_vat_acc", `cac:TaxTotal/cbc:TaxAmount[@currencyID=/${root}/cbc:TaxCurrencyCode]`],
];

/** Which VAT total is which, its currency tells. */
const vatTotals: Readonly<Record<Syntax, readonly (readonly [string, string])[]>> = {
  Invoice: ublTotals("Invoice"),
  CreditNote: ublTotals("CreditNote"),
  CrossIndustryInvoice: ciiTotals(),
};

function ciiTotals(): readonly (readonly [string, string])[] {
  const settlement = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement";
  const total = `${settlement}/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TaxTotalAmount`;
  const currency = `/rsm:CrossIndustryInvoice/${settlement}/ram`;
  return [
    ["total_vat", `${total}[@currencyID=${currency}:InvoiceCurrencyCode]`],
    ["total_vat_acc", `${total}[@currencyID=${currency}:TaxCurrencyCode]`],
  ];
}
