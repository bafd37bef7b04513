/** What may be found wrong with an archive, an export of it, or what a gate serves. */
export const findingKinds = [
  "keys",
  "seal_missing",
  "seal_unreadable",
  "seal_unsigned",
  "seal_key_time",
  "seal_unchained",
  "seal_statement",
  "cut_end",
  "list_missing",
  "list_changed",
  "list_statement",
  "entry_missing",
  "entry_changed",
  "entry_misnamed",
  "entry_sealed_twice",
  "entry_overwritten",
  "entry_unsealed",
  "trail_gap",
  "stray_file",
  "stored_missing",
  "stored_changed",
  "stored_unreadable",
  "stored_unsealed",
  "stored_document",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Something that is not as it was sealed, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** What was found, and what would be right. */
  readonly message: string;
  /** The number of the seal that it is about. */
  readonly seal?: number;
  /** The id of the entry. */
  readonly entry?: string;
  /** The submission, where it is about documents of one. */
  readonly submission?: string;
  /** The name of the file, in the archive or its export. */
  readonly file?: string;
}

/** Findings, of which the first so many are told one by one. */
export interface Findings {
  add(finding: Finding): void;
  readonly list: readonly Finding[];
  omitted(): number;
}

const findingsMax = 1_000;

export function findings(max: number = findingsMax): Findings {
  const list: Finding[] = [];
  let omitted = 0;
  return {
    list,
    omitted: () => omitted,
    add: (finding) => {
      if (list.length < max) list.push(finding);
      else omitted += 1;
    },
  };
}
