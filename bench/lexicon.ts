// Searches copy for the words of claims: npm run bench:lexicon [-- --megabytes 10 --rounds 7]
import { parseArgs } from "node:util";
import {
  barePass,
  naively,
  scanning,
  shippedLexicon,
  tenTimes,
  termsIn,
} from "./lexicon/contestants.ts";
import { copyOf } from "./lexicon/copy.ts";
import type { Spread } from "./lexicon/lexicon-text.ts";
import { machine } from "./machine.ts";
import { writeResult } from "./results.ts";

const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "10" },
    rounds: { type: "string", default: "7" },
  },
});
const where = machine();
const rounds = Number(values.rounds);
const copies = copyOf(Number(values.megabytes) * 1e6);
const bytesOf = (texts: typeof copies): number =>
  texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
const bytes = bytesOf(copies);
const few = copies.filter((_, index) => index % 100 === 0);

const lexicon = shippedLexicon();
const ten = tenTimes(lexicon);
const search = scanning(lexicon);
const searchTen = scanning(ten);
const naive = naively(lexicon);

const ready = Array.from({ length: 5 }, () => {
  const fresh = JSON.parse(JSON.stringify(lexicon)) as typeof lexicon;
  const texts = ["en", "et", "ro", "nb"].map((language) => ({
    language,
    text: "Best price today",
  }));
  return timeOf(() => scanning(fresh)(texts));
});

let hits = 0;
const times = Array.from({ length: rounds + 2 }, () => {
  globalThis.gc?.();
  const bare = timeOf(() => barePass(copies));
  const own = timeOf(() => {
    hits = search(copies);
  });
  const tenfold = timeOf(() => searchTen(copies));
  const part = timeOf(() => search(few.map((copy) => ({ ...copy, text: `${copy.text} ` }))));
  const straight = timeOf(() => naive(few));
  return { bare, own, tenfold, part, straight };
}).slice(2); // two to warm up

const result = {
  machine: where,
  bytes,
  texts: copies.length,
  hits,
  terms: termsIn(lexicon),
  termsOfTen: termsIn(ten),
  rounds,
  rate: spread(times.map(({ own }) => bytes / own / 1e3)),
  overBare: spread(times.map(({ own, bare }) => own / bare)),
  naiveOver: spread(times.map(({ straight, part }) => straight / part)),
  naiveBytes: bytesOf(few),
  tenOver: spread(times.map(({ tenfold, own }) => tenfold / own)),
  readyMs: spread(ready),
};
writeResult("lexicon", result);
console.log(
  `${result.rate.median.toFixed(1)} MB/s, ${result.overBare.median.toFixed(1)} times a bare pass, ` +
    `${result.tenOver.median.toFixed(2)} times with ten times the terms; ` +
    `straight regular expressions ${result.naiveOver.median.toFixed(0)} times; ready in ${result.readyMs.median.toFixed(0)} ms`,
);

/** Milliseconds of the processor in this thread, which other work of the machine is no part of. */
function timeOf(work: () => unknown): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]!, max: sorted.at(-1)! };
}
