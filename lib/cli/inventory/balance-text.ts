import type { Policy } from "../../core/inventory/balance.ts";
import { type ArticleBalance, formulas } from "../../subjects/inventory/balance-report.ts";
import { counted } from "../counted.ts";
import type { Palette } from "../outputs/palette.ts";
import { type Column, tableLines } from "../outputs/table.ts";
import { plainText } from "../plain-text.ts";
import type { Statement } from "./balance-json.ts";
import { figure } from "./figures.ts";

export interface BalanceTextOptions {
  readonly palette: Palette;
  readonly width?: number;
  /** How many articles are listed, those first on which most can be saved. */
  readonly top: number;
}

const right = { align: "right" } as const;

const classColumns: readonly Column[] = [
  { title: "class", gives: true },
  { title: "items", ...right },
  { title: "holding", ...right },
  { title: "ordering", ...right },
  { title: "short", ...right },
  { title: "contacts", ...right },
  { title: "shortage", ...right },
  { title: "total", ...right },
  { title: "at target", ...right },
  { title: "best", ...right },
];

const articleColumns: readonly Column[] = [
  { title: "article", gives: true },
  { title: "by" },
  { title: "present" },
  { title: "fill", ...right },
  { title: "cost", ...right },
  { title: "target" },
  { title: "cost", ...right },
  { title: "best" },
  { title: "fill", ...right },
  { title: "cost", ...right },
];

/** The statement for people: by class, then the articles on which most can be saved, then proposals. */
export function balanceText(statement: Statement, options: BalanceTextOptions): readonly string[] {
  const { header, contactCost, classes, articles, proposals, leftOut } = statement;
  const currency = header["currency"] ?? "";
  const worst = [...articles].sort((a, b) => saving(b) - saving(a)).slice(0, options.top);
  const rows = classes.map((one) => [
    one.class,
    String(one.items),
    ...[one.holding, one.ordering, one.unitsShort, one.contacts, one.shortage].map((x) =>
      figure(x),
    ),
    ...[one.total, one.totalAtTarget, one.totalBest].map((x) => figure(x)),
  ]);
  return [
    plainText(
      `Balance of ${header["site_id"] ?? "the store"}, ${header["snapshot_id"] ?? ""} as of ` +
        `${header["as_of"] ?? "?"}: ${currency} a year, a contact costs ${contactCost}`,
    ),
    "",
    ...tableLines(classColumns, rows, options),
    "",
    `Where most can be saved (${worst.length} of ${counted(articles.length, "article")}):`,
    "",
    ...tableLines(articleColumns, worst.map(articleRow), options),
    ...(proposals.length === 0 ? [] : ["", "Proposals, and what they change a year:", ""]),
    ...proposals.map(({ id, type, sku, effect, by }) =>
      plainText(
        `  ${id}  ${type} ${sku}: ${effect === undefined ? "not told" : figure(effect)} (${by})`,
      ),
    ),
    ...(leftOut.length === 0
      ? []
      : ["", `Left out, ${counted(leftOut.length, "article")}, since something is missing:`]),
    ...leftOut.slice(0, options.top).map(({ sku, lacks }) => plainText(`  ${sku}: ${lacks}`)),
    "",
    "By which formulas:",
    ...Object.entries(formulas).map(([name, text]) => `  ${name}: ${text}`),
  ];
}

const saving = ({ present, best }: ArticleBalance): number => present.total - best.total;

const articleRow = ({ stock, present, atTarget, best }: ArticleBalance): readonly string[] => [
  stock.sku,
  `${stock.policy.kind} ${stock.lead.model}`,
  policyText(present.policy),
  figure(present.fill, 3),
  figure(present.total),
  policyText(atTarget.policy),
  figure(atTarget.total),
  policyText(best.policy),
  figure(best.fill, 3),
  figure(best.total),
];

const policyText = (policy: Policy): string =>
  policy.kind === "base"
    ? `S ${figure(policy.stock, 0)}`
    : `r ${figure(policy.point, 0)}, Q ${figure(policy.quantity, 0)}`;
