import type { Report } from "../../../lib/core/report.ts";
import { cli } from "../../support/cli.ts";

test("the example orders of all kinds pass, but for the one mistake of every other one", async () => {
  const { stdout } = await cli([
    ...["check", "examples/order/kinds.ndjson", "--gate", "order"],
    ...["--reference", "examples/order/shop", "--as-of", "2026-11-30", "--output", "json"],
  ]);
  const { held, violations, counts } = JSON.parse(stdout) as Report;
  const rulesOf = (key: string): string =>
    [...new Set(violations.filter(({ record }) => record?.key === key).map(({ rule }) => rule))]
      .sort()
      .join(" ");
  expect(held.map(({ key, verdict }) => [key, verdict, rulesOf(key ?? "")])).toEqual([
    ["K-3002", "hold", "ORD-09"], // a code that ended in spring
    ["K-3003", "hold", "ORD-47"], // the same code on a line and on the order
    ["K-3004", "hold", "ORD-48"], // a locker of another carrier
    ["S-3006", "block", "ORD-34"], // a subscription without notice
    ["V-3008", "hold", "ORD-35"], // a part for another machine
    ["E-3010", "block", "ORD-16 ORD-17"], // out of stock, and too soon
    ["K-3013", "block", "ORD-11"], // the VAT rate of two years ago
  ]);
  expect(counts).toMatchObject({ received: 13, passed: 6, unreadable: 0 });
});
