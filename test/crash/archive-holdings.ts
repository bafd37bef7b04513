import { eventsOf } from "../../lib/app/events.ts";
import type { Archive } from "../../lib/app/ports.ts";
import { entriesPrefix, entryNameIn } from "../../lib/app/seal/archive-names.ts";
import type { BusEntry } from "../support/engines/event-bus.ts";

/** What is amiss with the copies of entries and with what others were told: each once, and all. */
export async function archiveMistakes(
  archive: Archive,
  entries: readonly { readonly id: string }[],
  bus: { readonly taken: readonly BusEntry[] },
): Promise<readonly string[]> {
  const mistakes: string[] = [];
  const told = new Set(bus.taken.map(({ Detail }) => JSON.parse(Detail).id as string));
  const copies = new Map<string, number>();
  for await (const name of archive.names(entriesPrefix)) {
    const id = entryNameIn(name)?.id ?? name;
    copies.set(id, (copies.get(id) ?? 0) + 1);
    const entry = JSON.parse(Buffer.from((await archive.read(name))!).toString());
    for (const event of eventsOf(entry))
      if (!told.delete(event.id)) mistakes.push(`nobody was told of ${event.type} ${event.id}`);
  }
  for (const { id } of entries)
    if (copies.get(id) !== 1)
      mistakes.push(`${id} has ${copies.get(id) ?? 0} copies in the archive`);
  if (copies.size !== entries.length)
    mistakes.push(`${copies.size} entries are archived, and ${entries.length} stored`);
  for (const id of told) mistakes.push(`others were told of ${id}, of which no entry tells`);
  return mistakes;
}
