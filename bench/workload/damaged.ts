import { generate } from "./generate.ts";
import { withNumbers } from "./invoice.ts";
import { randomOf } from "./random.ts";

/** What damaged fields hold: absent, of another type, too long, or a value from elsewhere. */
const junk: readonly unknown[] = [
  ...[null, "", 0, -1, 1.5, -0, true, 1e21, 123456789012345.67, 0.1 + 0.2],
  ...[[], {}, [null], ["x", null], [{}]],
  ...["x", " ", "0", "100", "2", "24", "-5.00", "12.345", "-0", "0.00", "00012.50"],
  ...["1e3", "1.", "+1", "123456789012345.123456", "999999999999999"],
  ...["2026-02-29", "2024-02-29", "S", "AE", "381", "NOK"],
];

/** So many invoices with one to three fields damaged anywhere, half of them with JSON numbers. */
export function damaged(count: number, seed = 1): readonly unknown[] {
  const random = randomOf(seed);
  return generate(count, seed).map(({ invoice }) => {
    const record = JSON.parse(JSON.stringify(random.chance(50) ? withNumbers(invoice) : invoice));
    for (let times = random.between(1, 3); times > 0; times--) damage(record);
    return record;
  });

  function damage(at: Record<string, unknown>, depth = 0): void {
    const fields = Object.keys(at);
    if (fields.length === 0) return;
    const field = random.pick(fields);
    const value = at[field];
    if (typeof value === "object" && value !== null && random.chance(depth > 0 ? 60 : 85))
      damage(value as Record<string, unknown>, depth + 1);
    else if (random.chance(5) && !Array.isArray(at)) delete at[field];
    else at[field] = structuredClone(random.pick(junk));
  }
}
