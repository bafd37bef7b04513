import { plainText } from "../plain-text.ts";
import type { Palette } from "./palette.ts";

/** One cell: what it says, and how it is painted once it has its width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export interface Column {
  readonly title: string;
  /** Numbers stand under each other by their last digit. */
  readonly align?: "right";
  /** Gives way when the line is too long for the terminal; there is one at most. */
  readonly gives?: true;
}

const gap = "  ";
/** No column is made narrower than this. */
const widthMin = 8;

/**
 * A table as lines: a column is as wide as its widest cell; where the terminal is narrower, the
 * column that gives way is cut. Text from data cannot break out of its cell.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  { palette, width }: { readonly palette: Palette; readonly width?: number },
): readonly string[] {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === "string" ? { text: plainText(cell) } : safe(cell))),
  );
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.text.length ?? 0)),
  );
  const total = widths.reduce((sum, one) => sum + one, 0) + gap.length * (columns.length - 1);
  const giving = columns.findIndex(({ gives }) => gives);
  if (width !== undefined && total > width && giving >= 0)
    widths[giving] = Math.max(widthMin, (widths[giving] as number) - (total - width));
  const line = (row: readonly Cell[]): string =>
    row
      .map(({ text, paint = (as) => as }, index) => {
        const size = widths[index] as number;
        const cut = text.length > size ? `${text.slice(0, size - 1)}…` : text;
        const isLast = index === row.length - 1;
        const isRight = columns[index]?.align === "right";
        const blank = " ".repeat(size - cut.length);
        return isRight ? blank + paint(cut) : paint(cut) + (isLast ? "" : blank);
      })
      .join(gap)
      .trimEnd();
  const head = line(columns.map(({ title }) => ({ text: title, paint: palette.quiet })));
  return [head, ...cells.map(line)];
}

const safe = ({ text, paint }: Cell): Cell => ({
  text: plainText(text),
  ...(paint && { paint }),
});
