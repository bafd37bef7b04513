/** The folder of a path, with its slash at the end; nothing where it has none. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** A path that is named beside a file, as the file itself is named; undefined when it leads out. */
export function resolvePath(file: string, named: string): string | undefined {
  if (named.startsWith("/") || named.includes("\\") || named.includes("\0")) return undefined;
  const parts: string[] = [];
  for (const part of `${folderOf(file)}${named}`.split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part !== "..") parts.push(part);
    else if (parts.length === 0 || parts.at(-1) === "..") return undefined;
    else parts.pop();
  }
  return parts.join("/");
}
