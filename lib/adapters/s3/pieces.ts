/** Bytes, cut into pieces of one size; the last is what is left, and none is empty. */
export async function* piecesOf(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) {
    for (let from = 0; from < bytes.length; from += sizeBytes)
      yield bytes.subarray(from, from + sizeBytes);
    return;
  }
  let piece: Buffer | undefined;
  let filled = 0;
  for await (const chunk of bytes)
    for (let from = 0; from < chunk.length; ) {
      piece ??= Buffer.allocUnsafe(sizeBytes);
      const part = chunk.subarray(from, from + sizeBytes - filled);
      piece.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < sizeBytes) continue;
      yield piece;
      [piece, filled] = [undefined, 0];
    }
  if (piece !== undefined) yield piece.subarray(0, filled);
}
