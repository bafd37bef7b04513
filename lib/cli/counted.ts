/** `1 rule`, `1,200 rules`; `2 entries` where the plural is told. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? noun : plural}`;
