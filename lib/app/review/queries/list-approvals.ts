import { parseInstant } from "../../../core/expression/time.ts";
import type { Caller } from "../../caller.ts";
import { isBefore } from "../../instant.ts";
import type { Approval } from "../approval.ts";
import type { ReviewPorts } from "../command.ts";
import { gateAt, submissionAt } from "../find-documents.ts";
import { admit } from "../policy/separation.ts";
import { readerRefusal } from "./admit-reader.ts";
import { type ApprovalView, approvalViewOf } from "./approval-view.ts";
import { cursorText, positionIn } from "./cursor.ts";
import { gatesAsked } from "./known-gates.ts";
import { admitPageSize } from "./page-size.ts";

/** Which pending requests for a second person. */
export interface ListApprovals {
  readonly caller: Caller;
  /** Absent: all gates. */
  readonly gate?: string;
  /** Only those that the caller may decide. */
  readonly mine?: boolean;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface ApprovalPage {
  readonly items: readonly ApprovalView[];
  readonly next?: string;
  readonly truncated?: true;
}

/** Requests of a gate that are looked at. */
export const approvalsMax = 1_000;

/**
 * Pending requests for a second person, the first to expire first. Where a gate has more than are
 * looked at, the page says so.
 *
 * @throws {GateError} `forbidden`, `not_found` for an unknown gate.
 */
export async function listApprovals(
  ports: ReviewPorts,
  query: ListApprovals,
): Promise<ApprovalPage> {
  const { caller, mine = false } = query;
  const size = admitPageSize(query.max);
  const of = ["approvals", query.gate ?? null, mine];
  const after = positionIn(query.cursor, of, isPlace);
  const now = ports.clock.now();
  admit({ caller, operation: "read-approvals", now });
  const { list, truncated } = await pendingOf(ports, query.gate);
  const rest = list.filter((one) => after === undefined || byExpiry(placeOf(one), after) > 0);
  const items: ApprovalView[] = [];
  for (const [index, approval] of rest.entries()) {
    const view = await viewOf(ports, approval, caller, now);
    if (view?.state === "pending" && (view.mine || !mine)) items.push(view);
    if (items.length === size && index < rest.length - 1)
      return { items, next: cursorText(of, [...placeOf(approval)]), ...truncated };
  }
  return { items, ...truncated };
}

async function pendingOf(ports: ReviewPorts, gate: string | undefined) {
  const gates = await gatesAsked(ports, gate);
  const lists = await Promise.all(gates.map((name) => ports.approvals.pending(name, approvalsMax)));
  const isCut = lists.some(({ length }) => length === approvalsMax);
  return {
    list: lists.flat().sort((a, b) => byExpiry(placeOf(a), placeOf(b))),
    truncated: isCut ? ({ truncated: true } as const) : {},
  };
}

async function viewOf(
  ports: ReviewPorts,
  approval: Approval,
  caller: Caller,
  at: string,
): Promise<ApprovalView | undefined> {
  const submission = await submissionAt(ports, approval.submission);
  const reading = { caller, operation: "read-approvals", submission, at } as const;
  if ((await readerRefusal(ports, reading)) !== undefined) return undefined;
  const active = await gateAt(ports, approval.gate, at);
  return approvalViewOf(approval, { caller, submission, active, at });
}

type Place = readonly [expiresAt: string, id: string];
const placeOf = ({ expiresAt, id }: Approval): Place => [expiresAt, id];

function isPlace(value: unknown): value is Place {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [expiresAt, id] = value;
  return typeof expiresAt === "string" && isInstant(expiresAt) && typeof id === "string";
}

const isInstant = (text: string): boolean => parseInstant(text) !== undefined;

const byExpiry = ([a, idOfA]: Place, [b, idOfB]: Place): number => {
  if (isBefore(a, b)) return -1;
  if (isBefore(b, a)) return 1;
  return idOfA < idOfB ? -1 : idOfA > idOfB ? 1 : 0;
};
