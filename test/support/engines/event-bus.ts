import type { GateEvent } from "../../../lib/app/event.ts";
import { type JsonService, ServiceRefusal, startJsonService } from "./json-service.ts";

/** An entry as EventBridge takes it. */
export interface BusEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly Time: number;
  readonly Resources: readonly string[];
}

/** A server that speaks EventBridge, and what it has taken. */
export interface EventBusEngine extends JsonService {
  readonly taken: BusEntry[];
  /** Ids of events that it takes not, for this once. */
  readonly refused: Set<string>;
}

export async function startEventBus(): Promise<EventBusEngine> {
  const taken: BusEntry[] = [];
  const refused = new Set<string>();
  const service = await startJsonService({
    PutEvents: ({ Entries }: { readonly Entries: readonly BusEntry[] }) => {
      if (Entries.length === 0 || Entries.length > 10)
        throw new ServiceRefusal("ValidationException", `${Entries.length} entries`);
      if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > 256 * 1024)
        throw new ServiceRefusal("ValidationException", "total size");
      const answers = Entries.map((entry) => {
        const { id } = JSON.parse(entry.Detail) as GateEvent;
        if (refused.delete(id)) return { ErrorCode: "InternalFailure", ErrorMessage: "not now" };
        taken.push(entry);
        return { EventId: `event-${taken.length}` };
      });
      return {
        FailedEntryCount: answers.filter((one) => "ErrorCode" in one).length,
        Entries: answers,
      };
    },
  });
  return Object.assign(service, { taken, refused });
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const sizeOf = ({ Source, DetailType, Detail, Resources }: BusEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    14,
  );
