import {
  type Decimal,
  fromDouble,
  parseField,
  quotient,
  type Rounding,
  round,
  unitsAt,
} from "../../../lib/core/expression/decimal.ts";
import { order } from "../../../lib/core/expression/equality.ts";
import { runtime } from "../../../lib/core/expression/runtime.ts";
import { parseDate, parseInstant } from "../../../lib/core/expression/time.ts";
import { STRING } from "../../../lib/core/expression/types.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { compiled, ruleOf } from "./compiled-rule.ts";

const runs = tries(1000);
const params = { numRuns: runs };
const max = 1e15 - 1;

/** Units at a scale as a double; undefined where they are not whole or too large. */
function unitsOf(value: Decimal | undefined, scale: number): number | undefined {
  if (!value) return undefined;
  const rounded = round(value, scale);
  const exact =
    unitsAt(rounded, Math.max(scale, value.scale)) === unitsAt(value, Math.max(scale, value.scale));
  const units = Number(rounded.units);
  return exact && Math.abs(units) <= max ? units : undefined;
}

const decimalText = fc.oneof(
  fc.stringMatching(/^-?\d{1,16}(\.\d{1,7})?$/),
  fc.stringMatching(/^-?\d{1,4}(\.\d{1,3}0{0,3})?$/),
  fc.stringMatching(/^[-+0-9. e]{0,6}$/),
  fc.constantFrom("", "-", ".", "-.", "0.", ".0", "--1", "1.2.3", "١٢", "1_0", "Infinity", "0x10"),
);

test("a decimal's text is read as parseField reads it, or not at all", () => {
  fc.assert(
    fc.property(decimalText, fc.nat({ max: 6 }), (text, scale) => {
      const units = runtime.decimal(text, scale, max);
      const right = unitsOf(parseField(text), scale);
      expect(Number.isNaN(units) ? undefined : units + 0).toBe(right);
    }),
    params,
  );
});

test("digits as written are those of the decimal", () => {
  fc.assert(
    fc.property(decimalText, (text) => {
      const decimal = parseField(text);
      if (decimal) expect(runtime.digitsOf(text)).toBe(decimal.scale);
    }),
    params,
  );
});

const number = fc.oneof(
  fc.double(),
  fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000),
  fc.maxSafeInteger().map((n) => n / 100),
  fc.constantFrom(-0, 0.1 + 0.2, 1e21, 1e-7, 5e-324, 2 ** 53, 0.1, 1.005, 999999999999.99),
);

test("a number is decoded as fromDouble reads it, or not at all", () => {
  const equals = ruleOf({ checks: [{ must: "record.a == record.b" }] });
  const judge = compiled([equals!]);
  fc.assert(
    fc.property(number, (value) => {
      const units = unitsOf(fromDouble(value), 2);
      const text = units === undefined ? "1" : `${units < 0 ? "-" : ""}${cents(units)}`;
      const proven = judge({ a: value, b: text })[0];
      expect(proven).toBe(units === undefined ? "unproven" : "pass");
    }),
    params,
  );
});

function cents(units: number): string {
  const digits = String(Math.abs(units)).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

test("isDecimal holds for what a field may hold", () => {
  fc.assert(
    fc.property(fc.oneof(decimalText, number), (raw) => {
      const right = typeof raw === "string" ? parseField(raw) : fromDouble(raw);
      expect(runtime.isDecimal(raw)).toBe(right !== undefined);
    }),
    params,
  );
});

test("a date is read as parseDate reads it", () => {
  const text = fc.oneof(
    fc.stringMatching(/^\d{4}-[01]\d-[0-3]\d$/),
    fc.integer({ min: 0, max: 9999 }).map((year) => `${String(year).padStart(4, "0")}-02-29`),
    fc.constantFrom(
      "",
      "2026-1-01",
      "2026-01-01T",
      "0000-01-01",
      "0000-02-29",
      "9999-12-31",
      "2026/01/01",
    ),
  );
  fc.assert(
    fc.property(text, (given) => {
      const days = runtime.date(given);
      expect(Number.isNaN(days) ? undefined : days).toBe(parseDate(given));
    }),
    params,
  );
});

test("an instant is read as parseInstant reads it, to the microsecond", () => {
  const at = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });
  fc.assert(
    fc.property(at, fc.constantFrom("", "000", "456", "456789"), (date, more) => {
      const text = date.toISOString().replace("Z", `${more}Z`);
      const nanoseconds = parseInstant(text) as bigint;
      const whole = nanoseconds % 1000n === 0n ? Number(nanoseconds / 1000n) : Number.NaN;
      expect(runtime.instant(text)).toBe(whole);
    }),
    params,
  );
});

test("texts have the interpreter's order", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\u{1f600}", "\uffff", "\ud83d", "") });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(runtime.orderText(a, b)) + 0).toBe(order(a, b, STRING));
    }),
    params,
  );
});

test.each([
  ["", true],
  [" \t\n", true],
  ["\u00a0", true],
  ["x", false],
  [" x", false],
  ["õ", false],
])("%j is blank: %s", (text, blank) => {
  expect(runtime.isBlank(text)).toBe(blank);
});

const functions: readonly (readonly [name: string, rounding: Rounding])[] = [
  ["half_away", "half_away"],
  ["up", "up"],
  ["down", "down"],
  ["ceiling", "ceiling"],
  ["floor", "floor"],
];

const units = fc.oneof(
  fc.integer({ min: -2000, max: 2000 }),
  fc.maxSafeInteger().map((n) => n % 1_000_000_000_000_000),
);
const textOf = (n: number, scale: number): string => {
  const digits = String(Math.abs(n)).padStart(scale + 1, "0");
  return `${n < 0 ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

test.each(functions)(
  "quot rounds by %s as BigInt does, wherever it is proven",
  (name, rounding) => {
    const must = `quot(record.a, record.q, 2, "${name}") == record.b`;
    const judge = compiled([ruleOf({ checks: [{ must }] })!]);
    let proven = 0;
    fc.assert(
      fc.property(units, fc.integer({ min: -99_999, max: 99_999 }), (n, d) => {
        const [a, q] = [textOf(n, 2), textOf(d, 3)];
        const right = quotient(parseField(a)!, parseField(q)!, 2, rounding);
        if (!right || Math.abs(Number(right.units)) > max) return;
        const proof = judge({ a, q, b: textOf(Number(right.units), 2) })[0];
        if (proof !== "unproven") proven += 1;
        expect(proof).not.toBe("failed");
      }),
      params,
    );
    expect(proven).toBeGreaterThan(runs / 10);
  },
);

test("round is exact at halves and near them", () => {
  const judge = compiled([ruleOf({ checks: [{ must: "round(record.p, 2) == record.b" }] })!]);
  fc.assert(
    fc.property(units, fc.constantFrom(0, 49, 50, 51, 99), (n, rest) => {
      const p = textOf(Math.trunc(n / 100) * 100 + (n < 0 ? -rest : rest), 4);
      const right = round(parseField(p)!, 2);
      const proof = judge({ p, b: textOf(Number(right.units), 2) })[0];
      expect(proof).not.toBe("failed");
    }),
    params,
  );
});
