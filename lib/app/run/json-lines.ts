/** Values as NDJSON: a line each. */
export function jsonLines(values: readonly unknown[]): Uint8Array {
  if (values.length === 0) return new Uint8Array(0);
  return Buffer.from(`${values.map((value) => JSON.stringify(value)).join("\n")}\n`);
}

/** Takes values one by one and gives them on as lines, many at a time; the rest at the end. */
export function lineTaker(append: (lines: Uint8Array) => void) {
  let waiting: unknown[] = [];
  const end = (): void => {
    append(jsonLines(waiting));
    waiting = [];
  };
  return {
    take: (value: unknown): void => {
      waiting.push(value);
      if (waiting.length >= waitingMax) end();
    },
    end,
  };
}

const waitingMax = 1000;

/** The values of NDJSON that comes in segments, each of whole lines. */
export function* valuesIn<Value>(segments: Iterable<Uint8Array>): Generator<Value, void, void> {
  for (const segment of segments) {
    const bytes = Buffer.from(segment.buffer, segment.byteOffset, segment.byteLength);
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LF, start);
      yield JSON.parse(bytes.toString("utf8", start, end)) as Value;
      start = end + 1;
    }
  }
}

const LF = 0x0a;
