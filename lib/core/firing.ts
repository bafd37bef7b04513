import { decimalOf, INT, type Schema, STRING, type Type } from "./expression/types.ts";

/** What `violations.rules()` tells of one rule: how often it fired in this submission. */
export const firingShape = "RuleFiring";

const field = (type: Type) => ({ type, required: true });

/** The shape by which run rules read it. */
export const firingShapes: Schema = {
  [firingShape]: {
    fields: {
      rule: field(STRING),
      severity: field(STRING),
      count: field(INT),
      applicable: field(INT),
      share: field(decimalOf(6)),
    },
  },
};
