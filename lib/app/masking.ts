import type { Plan } from "../core/plan.ts";
import type { RecordKind } from "../core/subject.ts";
import { builtIn, type MessageValue, type RecordRef, type Violation } from "../core/violation.ts";
import { saltedDigest, sha256 } from "./digest.ts";
import { exposureOf, isPublicPlace, personalPaths, type RuleExposure } from "./personal-fields.ts";

/** What stands where a value was. */
export const masked = "(masked)";

/** Turns what a report shows into what may be kept for years. */
export interface Masking {
  /** The paths of personal fields, by record kind: `order.customer.email`. */
  readonly paths: readonly string[];
  violation(violation: Violation): Violation;
  /** A natural key; its salted digest where a personal field makes it. */
  key(key: string, kind: RecordKind): string;
}

/**
 * The masking of a plan under a submission's salt. A value is shown only where every field that it
 * comes from is known, and none is personal: what is not understood is masked.
 */
export function maskingOf(plan: Plan, salt: string): Masking {
  const { schema, records } = plan.subject;
  const byKind = new Map(records.map((kind) => [kind, personalPaths(schema, kind)]));
  const rules = new Map(plan.rules.map((rule) => [rule.id, rule]));
  const exposures = new Map<string, RuleExposure>();
  const first = records[0] as RecordKind;

  const keyOf = (key: string, kind: RecordKind): string =>
    kind.key.some((path) => byKind.get(kind)?.includes(path))
      ? saltedDigest(salt, sha256(key))
      : key;
  const refOf = (ref: RecordRef, kind: RecordKind): RecordRef => ({
    ...ref,
    key: keyOf(ref.key, kind),
  });
  const exposure = (id: string): RuleExposure | undefined => {
    const rule = rules.get(id);
    if (rule && !exposures.has(id)) exposures.set(id, exposureOf(schema, rule));
    return exposures.get(id);
  };

  return {
    paths: [...byKind].flatMap(([{ name }, paths]) => paths.map((path) => `${name}.${path}`)),
    key: keyOf,
    violation: (violation) => {
      const kind = records.find(({ name }) => name === rules.get(violation.rule)?.of) ?? first;
      const shown = shownBy(exposure(violation.rule), violation);
      return {
        ...shown,
        ...(violation.record && { record: refOf(violation.record, kind) }),
        ...(violation.others && { others: violation.others.map((ref) => refOf(ref, kind)) }),
        ...noteOf(violation, (pointer) =>
          records.every((each) => isPublicPlace(schema, each, pointer)),
        ),
        // It is a digest over names that could be guessed.
        fingerprint: saltedDigest(salt, violation.fingerprint),
      };
    },
  };
}

/** The values and evidence of a rule's violation that name nobody; those of built-in rules: none. */
function shownBy(exposure: RuleExposure | undefined, violation: Violation): Violation {
  if (exposure?.readsPersonal === false) return violation;
  const { values, evidence, why } = violation;
  return {
    ...violation,
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        exposure?.showsValue(name) === false ? value : maskedValue(value),
      ]),
    ),
    evidence: evidence.map((one) =>
      exposure?.shows(one.expression) === false ? one : { ...one, value: masked },
    ),
    ...(why === undefined ? {} : { why: exposure === undefined ? why : masked }),
  };
}

const maskedValue = ({ type }: MessageValue): MessageValue => ({ type, value: masked });

/** The engine's own remarks tell what was found: kept only where that is no field of a person. */
function noteOf(
  { rule, note, at }: Violation,
  isPublic: (pointer: string) => boolean,
): Pick<Violation, "note"> {
  if (note === undefined) return {};
  const quotesData = rule === builtIn.schema || rule === builtIn.unreadable;
  return { note: quotesData && !(at.length > 0 && at.every(isPublic)) ? masked : note };
}
