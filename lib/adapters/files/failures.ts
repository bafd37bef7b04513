import { GateError } from "../../app/errors.ts";

/** What went wrong with a file, in words: what the system says by a code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "reading it is not permitted",
  EPERM: "it is not permitted",
  EISDIR: "it is a folder: name the files in it",
  ENOTDIR: "a part of its path is a file, not a folder",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
  ENOSPC: "there is no room left on the device",
  EDQUOT: "the quota of disk space is used up",
  EFBIG: "the file would be larger than is allowed",
  EROFS: "the file system is read-only",
  EIO: "the device failed",
};

/** Why something thrown by the file system was thrown. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined && Object.hasOwn(reasons, code)) return reasons[code] as string;
  return error instanceof Error ? error.message : String(error);
}

/** The code of the file system, such as ENOENT; undefined for other errors. */
export function codeOf(error: unknown): string | undefined {
  const isCoded = typeof error === "object" && error !== null && "code" in error;
  return isCoded && typeof error.code === "string" ? error.code : undefined;
}

/** A file that could not be read, as a use case's refusal. */
export function cannotRead(path: string, cause: unknown): GateError {
  const code = codeOf(cause) === "ENOENT" ? "not_found" : "unavailable";
  return new GateError(code, `${path} cannot be read: ${reasonOf(cause)}`, { cause });
}
