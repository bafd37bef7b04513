import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import type { GateEvent } from "../../app/event.ts";
import type { Events } from "../../app/ports.ts";
import { clientSettings } from "../aws/client-settings.ts";
import { reaching } from "../aws/reaching.ts";

/** What one call takes. */
export const eventsMax = 10;
export const callSizeMaxBytes = 256 * 1024;

/** The source by which rules of a bus find our events; that of CloudEvents is in the detail. */
export const busSource = "com.holdpoint";

/** A client whose calls end; see `clientSettings`. */
export const eventBridgeClient = (config: EventBridgeClientConfig = {}): EventBridgeClient =>
  new EventBridgeClient({ ...clientSettings, ...config });

/**
 * Events on a bus of EventBridge: the whole event is the detail of an entry, and its type the detail
 * type. What alone is larger than a call takes is never taken.
 */
export function eventBridgeEvents(client: EventBridgeClient, bus: string): Events {
  return {
    send: async (events) => {
      const taken = new Set<GateEvent>();
      for (const call of callsOf(events, bus)) {
        const Entries = call.map(({ entry }) => entry);
        const answer = await reaching(
          "the event bus",
          client.send(new PutEventsCommand({ Entries })),
        );
        // An answer an entry, in their order: an id where it was taken.
        for (const [index, { event }] of call.entries())
          if (answer.Entries?.[index]?.EventId !== undefined) taken.add(event);
      }
      return events.filter((event) => !taken.has(event));
    },
  };
}

interface Entered {
  readonly event: GateEvent;
  readonly entry: PutEventsRequestEntry;
  readonly sizeBytes: number;
}

/** Events in calls of what a call takes; those that no call takes are in none. */
function callsOf(events: readonly GateEvent[], bus: string): readonly (readonly Entered[])[] {
  const calls: Entered[][] = [];
  let filledBytes = 0;
  for (const entered of events.map((event) => enter(event, bus))) {
    if (entered.sizeBytes > callSizeMaxBytes) continue;
    const call = calls.at(-1);
    const fits =
      call !== undefined &&
      call.length < eventsMax &&
      filledBytes + entered.sizeBytes <= callSizeMaxBytes;
    if (fits) call.push(entered);
    else calls.push([entered]);
    filledBytes = (fits ? filledBytes : 0) + entered.sizeBytes;
  }
  return calls;
}

/** The time counts 14 bytes, and each text its UTF-8: so the service weighs an entry. */
const timeSizeBytes = 14;

function enter(event: GateEvent, bus: string): Entered {
  const entry = {
    EventBusName: bus,
    Source: busSource,
    DetailType: event.type,
    Detail: JSON.stringify(event),
    Time: new Date(event.time),
    Resources: event.subject === undefined ? [] : [event.subject],
  };
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources];
  const sizeBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), timeSizeBytes);
  return { event, entry, sizeBytes };
}
