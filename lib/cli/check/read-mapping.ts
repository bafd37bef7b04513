import { existsSync } from "node:fs";
import { join } from "node:path";
import { readTextFile } from "../../adapters/files/named-folders.ts";
import { shippedFolder } from "../../adapters/files/shipped.ts";
import { GateError } from "../../app/errors.ts";
import type { Plan } from "../../core/plan.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import type { Io } from "../io.ts";
import { problemsText } from "../problems-text.ts";

/**
 * Reads the mapping that was named: a file, or the name of a mapping that ships. Its subject must
 * be the one that the plan judges.
 *
 * @throws {GateError} `not_found`, or `invalid` with every mistake in it.
 */
export async function readMapping(name: string, io: Io, { subject }: Plan): Promise<Mapping> {
  const { parseMapping } = await import("../../subjects/mapping/parse-mapping.ts");
  const text = mappingText(name, io);
  const parsed = parseMapping(text, name, (kind) => (kind === subject.kind ? subject : undefined));
  if (parsed.ok) return parsed.mapping;
  throw new GateError(
    "invalid",
    `${name} is no mapping to ${subject.kind}:\n${problemsText(parsed.problems)}`,
  );
}

/** The text of the mapping that was named, as it stands there. */
export const mappingText = (name: string, { cwd }: Pick<Io, "cwd">): string =>
  readTextFile(pathOf(name, cwd), cwd);

function pathOf(name: string, folder: string): string {
  const shipped = join(shippedFolder("mappings"), `${name}.yaml`);
  const isShipped = /^[a-z0-9-]+$/.test(name) && !existsSync(join(folder, name));
  return isShipped && existsSync(shipped) ? shipped : name;
}
