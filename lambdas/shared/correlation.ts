/** The name of the header that tells callers what to look for in the logs. */
export const correlationHeader = "x-correlation-id";

/**
 * What every log line about one submission has in common, from the request through stream, queue and
 * cases: its id, which each retry of it has as well. Ids of all that belongs to it begin with it;
 * what is of no submission has none.
 */
export function correlatedTo(id: string | undefined): { readonly correlation_id?: string } {
  const submission = id === undefined ? undefined : /^[0-9a-f]{40}(?=\.|$)/.exec(id)?.[0];
  return submission === undefined ? {} : { correlation_id: submission };
}

/** The same of a request and its answer. */
export function correlationOf(path: string, answer: unknown): string | undefined {
  const named = path.split("/").find((step) => correlatedTo(step).correlation_id !== undefined);
  const { submission_id, id } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const answered = [submission_id, id].find((one) => typeof one === "string");
  return correlatedTo(named ?? (answered as string | undefined)).correlation_id;
}
