import { headersOf } from "../../lib/app/envelope.ts";
import { GateError } from "../../lib/app/errors.ts";
import { readBody } from "../../lib/app/read-body.ts";

const filled = { submission_id: "id-1", tenant_id: "acme", submitted_by: "shop" };
const headers = (body: unknown) =>
  headersOf(readBody(Buffer.from(JSON.stringify(body))), {
    filled,
    subject: "order",
    idempotencyKey: "key-1",
  });

test("the gate fills in who and what; nothing need be sent", () => {
  const own = { submission_id: "id-1", submitted_by: "shop" };
  expect(headers({ order_number: "1" })).toEqual(own);
  expect(headers([])).toEqual(own);
  expect(headers({ source_system: "web", subject: [] })).toEqual({ source_system: "web", ...own });
});

test("what the gate fills in may be sent when it says the same, or nothing", () => {
  const same = { ...filled, subject_kind: "order", idempotency_key: "key-1" };
  expect(() => headers({ ...same, subject: {} })).not.toThrow();
  expect(() => headers({ ...filled })).not.toThrow();
  expect(() => headers({ submitted_by: null, subject: {} })).not.toThrow();
});

// What is sent, and the pointers of its mistakes.
test.each<[unknown, readonly string[]]>([
  [{ submitted_by: "another", subject: {} }, ["/submitted_by"]],
  [{ tenant_id: "another", submission_id: "id-2", subject: {} }, ["/submission_id", "/tenant_id"]],
  [{ submitted_by: 7, subject: {} }, ["/submitted_by", "/submitted_by"]], // ill-typed and different
  [{ submitted_by: "another" }, ["/submitted_by"]], // in a record as well
  [[{}, { tenant_id: "another" }], ["/1/tenant_id"]],
  [{ subject: [{ submission_id: "x" }] }, ["/subject/0/submission_id"]],
  [{ subject_kind: "campaign", subject: {} }, ["/subject_kind"]],
  [{ idempotency_key: "key-2", subject: {} }, ["/idempotency_key"]],
  [{ sorce_system: "web", subject: {} }, ["/sorce_system"]],
  [
    { requested_release_at: "tomorrow", all_or_nothing: "yes", subject: {} },
    ["/requested_release_at", "/all_or_nothing"],
  ],
])("%j is refused at %j", (body, pointers) => {
  const error = refusal(() => headers(body));
  expect(error.code).toBe("invalid");
  expect(error.mistakes.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
});

test("a mistake says nothing of what was sent or what would have been right", () => {
  const { mistakes } = refusal(() => headers({ submitted_by: "mari@example.ee", subject: {} }));
  expect(JSON.stringify(mistakes)).not.toMatch(/mari|shop/);
});

test("a thousand mistakes are told in a hundred", () => {
  const body = Array.from({ length: 1_000 }, () => ({ tenant_id: "another" }));
  expect(refusal(() => headers(body)).mistakes).toHaveLength(100);
});

function refusal(call: () => unknown): GateError {
  try {
    call();
  } catch (error) {
    if (error instanceof GateError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}
