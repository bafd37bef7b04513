import { type FileFormat, formatByContent, formatByName, showsFormat } from "./format.ts";
import { peek } from "./head.ts";
import type { Bytes } from "./reader.ts";

/** How a file is written, as far as its name and its first bytes tell; it is opened for these alone. */
export async function formatOf(file: {
  readonly name: string;
  readonly open: () => Bytes;
}): Promise<FileFormat | undefined> {
  const named = formatByName(file.name);
  if (named) return named;
  const { head, close } = await peek(file.open(), showsFormat);
  await close();
  return formatByContent(head);
}
