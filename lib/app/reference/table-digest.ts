import { createHash } from "node:crypto";

/** Works out the digest of a table from its rows. */
export interface TableDigest {
  /** Takes a row's text; rows come in row order, each once. */
  add(text: string): void;
  /** SHA-256, hex. Asked once. */
  digest(): string;
}

/** Texts that are gathered before they are hashed, since each call costs as much as a kilobyte. */
const gatheredMax = 16 * 1024;

/**
 * The digest of a table: SHA-256 over the texts of its rows, a line each. It depends on nothing
 * but the rows: not on their order in a file, the file's format, or where they are kept.
 */
export function tableDigest(): TableDigest {
  const hash = createHash("sha256");
  let gathered = "";
  return {
    add: (text) => {
      gathered += `${text}\n`;
      if (gathered.length < gatheredMax) return;
      hash.update(gathered);
      gathered = "";
    },
    digest: () => hash.update(gathered).digest("hex"),
  };
}
