import type { Position } from "../../core/record.ts";

/** Something that has a place in the submission. */
export interface Positioned {
  readonly position: Position;
}

export const comparePositions = (a: Positioned, b: Positioned): number =>
  a.position.file - b.position.file || a.position.offset - b.position.offset;

/** A stream whose next item is known. */
interface Ahead<Item> {
  readonly items: Iterator<Item>;
  readonly number: number;
  item: Item;
}

/**
 * Brings streams together that each are in order of position; of equal ones the earlier stream's
 * comes first. Holds one item of each.
 */
export function* mergeSorted<Item extends Positioned>(
  streams: Iterable<Iterable<Item>>,
): Generator<Item, void, void> {
  const heap: Ahead<Item>[] = [];
  let number = 0;
  for (const stream of streams) {
    const items = stream[Symbol.iterator]();
    const first = items.next();
    if (!first.done) push(heap, { items, number: number++, item: first.value });
  }
  while (heap.length > 0) {
    const least = heap[0] as Ahead<Item>;
    yield least.item;
    const next = least.items.next();
    if (next.done) {
      const last = heap.pop() as Ahead<Item>;
      if (heap.length > 0) heap[0] = last;
    } else least.item = next.value;
    sink(heap);
  }
}

const isBefore = <Item extends Positioned>(a: Ahead<Item>, b: Ahead<Item>): boolean =>
  (comparePositions(a.item, b.item) || a.number - b.number) < 0;

function push<Item extends Positioned>(heap: Ahead<Item>[], ahead: Ahead<Item>): void {
  heap.push(ahead);
  for (let at = heap.length - 1; at > 0; ) {
    const above = (at - 1) >> 1;
    if (!isBefore(heap[at] as Ahead<Item>, heap[above] as Ahead<Item>)) return;
    swap(heap, at, above);
    at = above;
  }
}

function sink<Item extends Positioned>(heap: Ahead<Item>[]): void {
  for (let at = 0; ; ) {
    let least = at;
    for (const below of [2 * at + 1, 2 * at + 2])
      if (below < heap.length && isBefore(heap[below] as Ahead<Item>, heap[least] as Ahead<Item>))
        least = below;
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}

function swap<Item>(heap: Item[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b] as Item, heap[a] as Item];
}
