import { type Json, type JsonError, jsonService, parted } from "./json.ts";

const own = "com.amazonaws.dynamodb.v20120810#";

/** As the reasons of a cancelled transaction are told: one for each of its writes, in order. */
const cancelled = (writes: number, at: number, Code: string): JsonError => {
  const CancellationReasons = Array.from({ length: writes }, (_, index) =>
    index === at ? { Code, Message: `${Code} by chance` } : { Code: "None" },
  );
  const told = CancellationReasons.map(({ Code: code }) => code).join(", ");
  return {
    type: `${own}TransactionCanceledException`,
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${told}]`,
    more: { CancellationReasons, Message: "Transaction cancelled" },
  };
};

/** DynamoDB, as it says no. A query of which a part is done is a page that ends early. */
export const dynamoDbService = jsonService({
  name: "DynamoDB",
  version: "1.0",
  throttles: [
    { type: `${own}ProvisionedThroughputExceededException` },
    { type: "com.amazon.coral.availability#ThrottlingException" },
    { type: `${own}RequestLimitExceeded` },
  ],
  failures: [
    { type: `${own}InternalServerError`, status: 500 },
    { type: "com.amazon.coral.service#ServiceUnavailableException", status: 503 },
  ],
  throttlesOf: (operation, body) => {
    if (operation !== "TransactWriteItems") return [];
    const writes = (body.TransactItems as readonly unknown[]).length;
    return [
      cancelled(writes, 0, "TransactionConflict"),
      cancelled(writes, writes - 1, "ThrottlingError"),
      cancelled(writes, writes >> 1, "ProvisionedThroughputExceeded"),
      { type: `${own}TransactionInProgressException` },
    ];
  },
  batches: {
    Query: (body, detail) => ({
      done: { ...body, Limit: Math.min(body.Limit ?? 1_000, 1 + (detail % 3)) },
      mend: (answer) => answer,
    }),
    BatchGetItem: (body, detail) => {
      const [table, { Keys, ...more }] = Object.entries<Json>(body.RequestItems)[0]!;
      const [done, left] = parted<Json>(Keys, detail);
      const UnprocessedKeys = { [table]: { ...more, Keys: left } };
      if (done.length === 0)
        return { mend: () => ({ Responses: { [table]: [] }, UnprocessedKeys }) };
      return {
        done: { ...body, RequestItems: { [table]: { ...more, Keys: done } } },
        mend: (answer) => ({ ...answer, UnprocessedKeys }),
      };
    },
    BatchWriteItem: (body, detail) => {
      const [table, writes] = Object.entries<Json>(body.RequestItems)[0]!;
      const [done, left] = parted<Json>(writes, detail);
      const UnprocessedItems = { [table]: left };
      if (done.length === 0) return { mend: () => ({ UnprocessedItems }) };
      return {
        done: { ...body, RequestItems: { [table]: done } },
        mend: (answer) => ({ ...answer, UnprocessedItems }),
      };
    },
  },
});
