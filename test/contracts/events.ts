import type { GateEvent } from "../../lib/app/event.ts";
import type { Events } from "../../lib/app/ports.ts";

/** An adapter of `Events`, and what it has taken. */
export interface EventsHome {
  readonly events: Events;
  taken(): readonly GateEvent[];
}

/** An event of a name of its own, with so many bytes of data. */
export const sampleEvent = (id: string, sizeBytes = 10): GateEvent => ({
  specversion: "1.0",
  id,
  source: "/acme/gates/billing",
  type: "com.holdpoint.case.opened",
  subject: `case of ${id}`,
  time: "2026-11-22T10:00:00.000Z",
  datacontenttype: "application/json",
  dataschema: "urn:holdpoint:schema:event:case.opened:1",
  data: { rule: "B-1", padding: "ä".repeat(sizeBytes / 2) },
});

/** What every adapter of `Events` keeps to. */
export function eventsContract(home: () => EventsHome): void {
  const idsTaken = () =>
    home()
      .taken()
      .map(({ id }) => id);

  test("what it takes is told as it is", async () => {
    const events = Array.from({ length: 10 }, (_, n) => sampleEvent(`as it is ${n}`));
    expect(await home().events.send(events)).toEqual([]);
    expect(home().taken()).toEqual(expect.arrayContaining(events));
  });

  test("nothing to send is nothing", async () => {
    expect(await home().events.send([])).toEqual([]);
  });

  test("what is too large is given back, and the others are taken", async () => {
    const [small, huge, other] = [
      sampleEvent("small"),
      sampleEvent("huge", 300_000),
      sampleEvent("other"),
    ];
    expect(await home().events.send([small, huge, other])).toEqual([huge]);
    expect(idsTaken()).toEqual(expect.arrayContaining(["small", "other"]));
    expect(idsTaken()).not.toContain("huge");
  });
}
