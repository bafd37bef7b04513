import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { type Accounts, mistakesIn } from "../support/accounting.ts";
import type { Chronicle } from "./client.ts";

/** What a home holds in the end, in so far as ports do not tell. */
export interface Holdings {
  readonly ports: Accounts;
  /** Everything that was ever done, whatever it is of. */
  readonly entries: readonly { readonly id: string; readonly action: string }[];
  readonly cases: number;
  readonly passes: number;
  /** What is broken in the store itself, and what is left on the way, in words. */
  readonly mistakes: readonly string[];
}

/** What was in the home in the end. */
export interface Found {
  readonly submissions: number;
  readonly actions: number;
  readonly cases: number;
  readonly passes: number;
  readonly mistakes: readonly string[];
}

/**
 * Compares what a home holds with what was heard: each answer is there once, nothing is there that
 * nobody sent, every violation and record has its one place, and nothing is left on the way.
 *
 * @param shop whose submissions they are.
 */
export async function foundIn(
  { ports, entries, cases, passes, mistakes: own }: Holdings,
  shop: string,
  { answered, abandoned, wrong }: Chronicle,
): Promise<Found> {
  const mistakes: string[] = [...wrong, ...own];
  const judged = new Set(entries.filter(({ action }) => action === "submission.judged").map(idOf));
  const keys = [...answered.values()].map(({ sent }) => sent);
  const submitted = (list: readonly { readonly path: string; readonly key: string }[]) =>
    list
      .filter(({ path }) => path.endsWith("/submissions"))
      .map(({ key }) => submissionIdOf("marks", shop, key));
  const [heard, unheard] = [submitted(keys), submitted([...abandoned.values()])];
  const sent = new Set([...heard, ...unheard]);
  for (const id of heard) if (!judged.has(id)) mistakes.push(`${id} was answered, and is gone`);
  for (const id of judged) if (!sent.has(id)) mistakes.push(`nobody sent ${id}`);
  const ids = entries.map(idOf);
  const there = new Set(ids);
  if (there.size !== ids.length) mistakes.push("an entry is there twice");
  for (const { sent: asked, text } of answered.values()) {
    const entry = asked.path.endsWith("/submissions") ? undefined : JSON.parse(text).entry;
    if (entry !== undefined && !there.has(entry.id))
      mistakes.push(`${asked.path} was answered with ${entry.id}, which is gone`);
  }
  for (const id of judged) mistakes.push(...(await mistakesIn(ports, id)));
  return {
    ...{ cases, passes, mistakes },
    submissions: judged.size,
    actions: entries.length - judged.size,
  };
}

const idOf = ({ id }: { readonly id: string }): string => id;
