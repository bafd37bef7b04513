import { ciiTerms, documentTerms } from "./document-terms.ts";
import { documentGroups } from "./groups.ts";
import { partyTerms } from "./party-terms.ts";
import type { Group, Term } from "./terms.ts";

/** The documents that are read: which root element, and where terms stand in it. */
export const syntaxes = ["Invoice", "CreditNote", "CrossIndustryInvoice"] as const;
export type Syntax = (typeof syntaxes)[number];

const ubl = "urn:oasis:names:specification:ubl:schema:xsd:";
const cii = "urn:un:unece:uncefact:data:standard:";

/** The namespace of each root element. */
export const rootNamespaces: Readonly<Record<Syntax, string>> = {
  Invoice: `${ubl}Invoice-2`,
  CreditNote: `${ubl}CreditNote-2`,
  CrossIndustryInvoice: `${cii}CrossIndustryInvoice:100`,
};

/** The prefixes that paths are written with; a document may use any. */
export const namespaces: Readonly<Record<string, string>> = {
  cac: `${ubl}CommonAggregateComponents-2`,
  cbc: `${ubl}CommonBasicComponents-2`,
  rsm: `${cii}CrossIndustryInvoice:100`,
  ram: `${cii}ReusableAggregateBusinessInformationEntity:100`,
  udt: `${cii}UnqualifiedDataType:100`,
  qdt: `${cii}QualifiedDataType:100`,
};

/** The XPath of a syntax's root, as places name it. */
export const rootPath = (syntax: Syntax): string =>
  syntax === "CrossIndustryInvoice" ? "/rsm:CrossIndustryInvoice" : `/${syntax}`;

/** Where a syntax has a term or a group; undefined where it has no place for it. */
export function pathIn(at: Term | Group, syntax: Syntax): string | undefined {
  const path =
    syntax === "CrossIndustryInvoice"
      ? at.cii
      : ((syntax === "CreditNote" ? at.creditNote : undefined) ?? at.ubl);
  return path === "" ? undefined : path;
}

/** The terms and groups of a syntax's documents. */
export const termsOf = (syntax: Syntax): readonly Term[] =>
  syntax === "CrossIndustryInvoice" ? [...allTerms, ...ciiTerms] : allTerms;

const allTerms: readonly Term[] = [...documentTerms, ...partyTerms];

export const groupsOf = (_syntax: Syntax): readonly Group[] => documentGroups;

/** One step of a path: an element, or at the end `@attribute`, with what must hold of it. */
export interface Step {
  readonly prefix: string;
  readonly local: string;
  readonly condition?: Condition;
}

/** `[path='value' or path='value']`, or `[not(…)]`. */
export interface Condition {
  /** From the element that it stands at: `cac:TaxScheme/cbc:ID`, `@schemeID`. */
  readonly path: string;
  readonly values: readonly string[];
  readonly isNot: boolean;
}

/** The steps of a path; a slash within brackets separates none. */
export const stepsOf = (path: string): readonly Step[] =>
  path
    .replace("[#]", "")
    .split(/\/(?![^[]*\])/)
    .map(stepOf);

function stepOf(text: string): Step {
  const [, prefix = "", local = "", not, test] = stepPattern.exec(text) ?? [];
  if (test === undefined) return { prefix, local };
  const alternatives = test.split(" or ").map((one) => one.split("=") as [string, string]);
  const values = alternatives.map(([, quoted]) => quoted.slice(1, -1));
  const path = alternatives[0]?.[0] ?? "";
  return { prefix, local, condition: { path, values, isNot: not !== undefined } };
}

const stepPattern = /^(?:(\w+):)?(@?\w+)(?:\[(not\()?([^\])]+)\)?\])?$/;
