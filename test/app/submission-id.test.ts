import { parseIdempotencyKey, submissionIdOf } from "../../lib/app/submission-id.ts";

test("the same gate, principal and key give the same id, and nothing else does", () => {
  expect(submissionIdOf("order", "shop", "1")).toBe(submissionIdOf("order", "shop", "1"));
  const ids = [
    submissionIdOf("order", "shop", "1"),
    submissionIdOf("order", "shop", "2"),
    submissionIdOf("order", "shop2", "1"),
    submissionIdOf("orders", "hop", "1"),
    submissionIdOf("order", 'shop","1', ""), // no text of one runs into the next
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{40}$/);
});

test.each(["1", "order-4711/2026", "k".repeat(128), "!~"])("%j is a key", (key) => {
  expect(parseIdempotencyKey(key)).toBe(key);
});

test.each([undefined, "", " ", "a b", "k".repeat(129), "õ", "a\n"])("%j is no key", (key) => {
  expect(() => parseIdempotencyKey(key)).toThrow(
    expect.objectContaining({
      code: "invalid",
      mistakes: [expect.objectContaining({ header: "Idempotency-Key" })],
    }),
  );
});
