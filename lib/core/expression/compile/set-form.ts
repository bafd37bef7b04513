import type { SetForm } from "../node.ts";
import { value } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { prove } from "./operand.ts";
import { declare, demand, nothingKnown, spend, type Writing, write } from "./writing.ts";

/** Steps of a form over a group of one, and of an archive without rows. */
const formSteps = 2;

/**
 * A form over other records, where there are none: it gives the empty list, whose elements nobody
 * writes. Bails where its own parts cannot be proven, or the archive may have rows. The forms that
 * give no list are not proven at all.
 */
export function nothingOf(w: Writing, form: SetForm): void {
  spend(w, formSteps);
  // The interpreter works out the parts of a form in a frame of its own: what is known here is
  // paid there once more.
  const apart: Writing = { ...w, known: nothingKnown() };
  switch (form.form) {
    case "duplicates":
    case "joined":
      return;
    case "others":
      if (form.archive !== undefined) demandNoRows(w, form.archive, value(apart, form.by).code);
      return;
    case "overlaps":
      prove(apart, value(apart, form.from));
      prove(apart, value(apart, form.to));
      return;
    case "gaps":
      prove(apart, value(apart, form.number));
      return;
    default:
      write(w, w.bail);
  }
}

function demandNoRows(w: Writing, archive: string, key: string): void {
  const rows = declare(w, `rowsUnder(context, ${textLiteral(archive)}, ${key}, undefined)`);
  demand(w, `${rows}.length === 0`);
}
