import { createHash } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Limits } from "../../app/ports.ts";
import { reaching } from "../aws/reaching.ts";
import { perWindow, type RateLimit, windowAt } from "../limits/window.ts";

/** A window is shared out in about so many leases: so many writes a caller and window at most. */
const leasesWanted = 40;
/** Callers of whom one environment remembers what is left of their leases. */
const rememberedMax = 10_000;
/** Others may begin the window, or take from it, in between. */
const triesMax = 5;

/**
 * Limits that all environments of a function keep together: each takes leases of some requests from
 * one counter a caller, and counts those down by itself. So a caller who sends a thousand requests a
 * second costs four writes of them, and all together let through at most one lease too many.
 */
export function dynamoLimits(
  documents: DynamoDBDocumentClient,
  table: string,
  limit: RateLimit,
): Limits {
  const most = perWindow(limit);
  const lease = Math.max(1, Math.ceil(most / leasesWanted));
  const held = new Map<string, Held>();
  return {
    take: async (principal, at) => {
      const { window, secondsLeft } = windowAt(at);
      const known = held.get(principal);
      const own = known !== undefined && known.window >= window ? known : fresh(window);
      if (own.left === 0 && !own.isUsedUp) {
        const asked = { principal, window: own.window, lease, most };
        const leased = await leaseOf(documents, table, asked);
        own.window = leased.window;
        own.left = leased.requests;
        own.isUsedUp = leased.requests === 0;
      }
      if (held.size >= rememberedMax) held.clear();
      held.set(principal, own);
      if (own.left === 0) return secondsLeft;
      own.left--;
      return undefined;
    },
  };
}

interface Held {
  window: number;
  /** Requests of the lease that are left. */
  left: number;
  /** The window has no more leases: whoever goes on asking costs no writes. */
  isUsedUp: boolean;
}

const fresh = (window: number): Held => ({ window, left: 0, isUsedUp: false });

interface Asked {
  readonly principal: string;
  readonly window: number;
  readonly lease: number;
  readonly most: number;
}

/** What the counter says. */
interface Counter {
  readonly window: number;
  readonly taken: number;
}

/** None where the window is used up. A clock that is behind counts in the window of the others. */
async function leaseOf(
  documents: DynamoDBDocumentClient,
  table: string,
  asked: Asked,
): Promise<{ readonly window: number; readonly requests: number }> {
  let { window } = asked;
  for (let tries = 1; tries <= triesMax; tries++) {
    const refused = await updated(documents, table, asked, taking(window, asked));
    if (refused === "done") return { window, requests: asked.lease };
    if (refused !== undefined && refused.window === window) return { window, requests: 0 };
    if (refused !== undefined && refused.window > window) {
      window = refused.window;
      continue;
    }
    if ((await updated(documents, table, asked, beginning(window, asked))) === "done")
      return { window, requests: asked.lease };
  }
  return { window, requests: 0 };
}

interface Update {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly values: Readonly<Record<string, number>>;
}

const taking = (window: number, { lease, most }: Asked): Update => ({
  UpdateExpression: "SET taken = taken + :lease",
  ConditionExpression: "#window = :window AND taken < :most",
  values: { ":window": window, ":lease": lease, ":most": most },
});

const beginning = (window: number, { lease }: Asked): Update => ({
  UpdateExpression: "SET #window = :window, taken = :lease",
  ConditionExpression: "attribute_not_exists(pk) OR #window < :window",
  values: { ":window": window, ":lease": lease },
});

/** `done`, or what the counter said when the condition did not hold; nothing where there is none. */
async function updated(
  documents: DynamoDBDocumentClient,
  table: string,
  { principal }: Asked,
  { values, ...update }: Update,
): Promise<"done" | Counter | undefined> {
  const command = new UpdateCommand({
    TableName: table,
    Key: { pk: limitPk(principal), sk: "WINDOW" },
    ...update,
    ExpressionAttributeNames: { "#window": "window" },
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return reaching(
    "the counter of requests",
    documents.send(command).then(
      () => "done" as const,
      (error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return counterIn(error.Item);
      },
    ),
  );
}

/** The client of documents leaves what an error carries as it came. */
function counterIn(item: ConditionalCheckFailedException["Item"]): Counter | undefined {
  if (item === undefined) return undefined;
  const numberAt = (name: string): number => {
    const value: unknown = item[name];
    return Number(typeof value === "object" ? (value as { N?: string } | null)?.N : value);
  };
  return { window: numberAt("window"), taken: numberAt("taken") };
}

/** A caller's name may be a person's: its digest stands for it. */
const limitPk = (principal: string): string =>
  `LIMIT#${createHash("sha256").update(principal).digest("hex").slice(0, 32)}`;
