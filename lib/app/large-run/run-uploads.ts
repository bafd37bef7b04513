import { isObject } from "../../core/expression/value.ts";
import { GateError } from "../errors.ts";
import type { Objects, Uploads } from "../ports.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";

interface UploadPorts {
  readonly objects: Objects;
  readonly uploads: Uploads;
}

/**
 * What names the upload of a file; it begins with the first call. Whoever asks at once gets the same
 * one: the upload that was begun in vain is taken away.
 */
export async function uploadOf(ports: UploadPorts, id: RunId, file: number): Promise<string> {
  const begun = await uploadBegun(ports, id, file);
  if (begun !== undefined) return begun;
  const object = runObjects.file(id, file);
  const upload = await ports.uploads.begin(object);
  const isFirst = await ports.objects.write(
    runObjects.upload(id, file),
    Buffer.from(JSON.stringify({ upload })),
    { onlyNew: true, mediaType: "application/json" },
  );
  if (isFirst) return upload;
  await ports.uploads.abort(object, upload);
  const first = await uploadBegun(ports, id, file);
  if (first !== undefined) return first;
  throw new GateError("unavailable", "the run is being taken away: it was cancelled, or expired");
}

/** What names the upload of a file; undefined where none was begun. */
export async function uploadBegun(
  { objects }: Pick<UploadPorts, "objects">,
  id: RunId,
  file: number,
): Promise<string | undefined> {
  const name = runObjects.upload(id, file);
  if ((await objects.find(name)) === undefined) return undefined;
  const found: unknown = JSON.parse((await bytesIn(objects, name)).toString("utf8"));
  if (isObject(found) && typeof found["upload"] === "string") return found["upload"];
  throw new GateError("unavailable", `the object ${name} does not name an upload`);
}

/** All bytes of an object that is known to be small. */
export async function bytesIn(objects: Objects, name: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Names that one call takes away. */
const removedAtOnce = 500;

/**
 * Takes away all that was uploaded of a run and all that its steps left, unfinished uploads first.
 * Idempotent: what stays where it breaks off, the next call or the storage's own rules take away.
 */
export async function clearRun({ objects, uploads }: UploadPorts, id: RunId): Promise<void> {
  for await (const { name } of objects.list(runObjects.uploads(id))) {
    const file = Number(/\/(\d+)\.json$/.exec(name)?.[1]);
    const upload = await uploadBegun({ objects }, id, file);
    if (upload !== undefined) await uploads.abort(runObjects.file(id, file), upload);
  }
  await removeAll(objects, runObjects.works(id));
  await removeAll(objects, runObjects.all(id));
}

/** Takes away all objects whose names begin so. Idempotent. */
export async function removeAll(objects: Objects, prefix: string): Promise<void> {
  let names: string[] = [];
  for await (const { name } of objects.list(prefix)) {
    names.push(name);
    if (names.length < removedAtOnce) continue;
    await objects.remove(names);
    names = [];
  }
  if (names.length > 0) await objects.remove(names);
}
