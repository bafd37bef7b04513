import type { Caller } from "../../app/caller.ts";
import type { Reason } from "../../app/review/case.ts";
import type { OnVersion } from "../../app/review/command.ts";

/** What every command brings along of a request. */
export const commanded = ({
  caller,
  idempotencyKey,
  version,
}: {
  readonly caller: Caller;
  readonly idempotencyKey?: string;
  readonly version?: number;
}): OnVersion => ({
  caller,
  ...(idempotencyKey !== undefined && { idempotencyKey }),
  ...(version !== undefined && { version }),
});

/** What every list is told of its page. */
export const paged = ({
  limit,
  cursor,
}: {
  readonly limit: number;
  readonly cursor?: string | undefined;
}): { readonly max: number; readonly cursor?: string } => ({
  max: limit,
  ...(cursor !== undefined && { cursor }),
});

/** A reason as it was sent: what was left out stays left out. */
export const exactReason = ({
  code,
  text,
  attachments,
}: {
  readonly code: Reason["code"];
  readonly text: string;
  readonly attachments?: readonly string[] | undefined;
}): Reason => ({ code, text, ...(attachments !== undefined && { attachments }) });
