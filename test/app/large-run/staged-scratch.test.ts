import { expect, test } from "@jest/globals";
import { runObjects } from "../../../lib/app/large-run/run-objects.ts";
import { sendFile } from "../../../lib/app/large-run/send-file.ts";
import { stagedScratch } from "../../../lib/app/large-run/staged-scratch.ts";
import type { Objects } from "../../../lib/app/ports.ts";
import { memoryScratch } from "../../../lib/app/run/memory-scratch.ts";
import { openSections, writeSections } from "../../../lib/app/run/section-file.ts";
import { memoryObjects } from "../../support/memory-objects.ts";

const id = "0".repeat(40);
const sectionBytes = 300_000;

/** A file of sections as an object, each of 300 kB of its own letter, and one of many short ones. */
async function stored(objects: Objects, file: string, sections: readonly string[]) {
  const scratch = memoryScratch();
  const writer = writeSections(scratch, file);
  for (const section of sections) writer.append(section, Buffer.alloc(sectionBytes, section));
  for (let i = 0; i < 4000; i++) writer.append(`short/${i}`, Buffer.from(`${i}`));
  writer.finish({ file });
  await sendFile(objects, scratch, file, runObjects.work(id, file));
}

/** Storage that counts the bytes it gives. */
function counting(objects: Objects) {
  const given = { bytes: 0 };
  const read: Objects["read"] = async function* (name, range) {
    for await (const chunk of objects.read(name, range)) {
      given.bytes += chunk.length;
      yield chunk;
    }
  };
  return { given, objects: { ...objects, read } };
}

test("just the sections that are needed are fetched, and the index, however long it is", async () => {
  const inner = memoryObjects();
  await stored(inner, "judged-0", ["a", "b", "c", "d"]);
  const { given, objects } = counting(inner);
  const needed = [{ file: "judged-0", sections: ["b", "short/7"] }];
  const scratch = await stagedScratch(objects, id, memoryScratch(), needed);
  const file = openSections(scratch, "judged-0");
  expect(file.summary()).toEqual({ file: "judged-0" });
  const text = [...file.segments("b"), ...file.segments("short/7")].map(
    (one) => `${Buffer.from(one)}`,
  );
  expect(text).toEqual(["b".repeat(sectionBytes), "7"]);
  const size = (await inner.find(runObjects.work(id, "judged-0")))?.sizeBytes ?? 0;
  expect(given.bytes).toBeLessThan(size - 2 * sectionBytes);
  expect(() => [...file.segments("d")]).toThrow("was not fetched");
});

test("a byte that is not as it was written is found in whatever section it lies, and in the index", async () => {
  const inner = memoryObjects();
  await stored(inner, "judged-0", ["a", "b"]);
  const name = runObjects.work(id, "judged-0");
  const whole = Buffer.from(await bytesOf(inner, name));
  const places = [10, sectionBytes + 10, whole.length - 200_000, whole.length - 40];
  for (const at of places) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ 1;
    await inner.remove([name]);
    await inner.write(name, bytes);
    const reading = async () => {
      const needed = [{ file: "judged-0", sections: ["a", "b"] }];
      const scratch = await stagedScratch(inner, id, memoryScratch(), needed);
      const file = openSections(scratch, "judged-0");
      return [...file.segments("a"), ...file.segments("b")];
    };
    await expect(reading()).rejects.toThrow("is damaged");
  }
});

test("what a step was to leave, and is not there, is named", async () => {
  const needed = [{ file: "judged-3", sections: [] }];
  await expect(stagedScratch(memoryObjects(), id, memoryScratch(), needed)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("judged-3"),
  });
});

async function bytesOf(objects: Objects, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
