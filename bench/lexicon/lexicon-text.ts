import type { Machine } from "../machine.ts";

export interface LexiconResult {
  readonly machine: Machine;
  readonly bytes: number;
  readonly texts: number;
  readonly hits: number;
  readonly terms: number;
  readonly termsOfTen: number;
  readonly rounds: number;
  /** Megabytes (10^6 bytes of UTF-8) a second. */
  readonly rate: Spread;
  /** Time over that of a bare pass over the code units. */
  readonly overBare: Spread;
  /** Time of straight regular expressions over that of the automaton, on part of the texts. */
  readonly naiveOver: Spread;
  readonly naiveBytes: number;
  /** Time with ten times the terms over that with the shipped ones. */
  readonly tenOver: Spread;
  /** Milliseconds from the stored lexicon to the first hits of a text, all languages together. */
  readonly readyMs: Spread;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

const wantedRate = 20;

/** The section of RESULTS.md on the lexicon. */
export function lexiconText(result: LexiconResult, machineText: string): readonly string[] {
  const { bytes, texts, hits, terms, termsOfTen, rounds, rate } = result;
  return [
    "## The lexicon",
    "",
    machineText,
    "",
    `${(bytes / 1e6).toFixed(1)} MB of copy (UTF-8) in four languages, ${count(texts)} texts, each searched once a round for ` +
      `${count(terms)} terms and patterns on one thread; ${count(hits)} hits. ${rounds} rounds, contestants in turn in one ` +
      `process, by the processor time of the thread: median (least to most).`,
    "",
    "| | |",
    "|---|---|",
    `| copy searched | ${shown(rate)} MB/s; at least ${wantedRate} are wanted: ${rate.median >= wantedRate ? "met" : "missed"} |`,
    `| over a bare pass over the code units | ${shown(result.overBare)} times its time |`,
    `| straight regular expressions, one a term (on ${(result.naiveBytes / 1e3).toFixed(0)} kB) | ${shown(result.naiveOver)} times the automaton's time |`,
    `| with ${count(termsOfTen)} terms | ${shown(result.tenOver)} times the time |`,
    `| from the stored lexicon to the first hits, four languages together | ${shown(result.readyMs)} ms |`,
    "",
  ];
}

const count = (n: number): string => n.toLocaleString("en");

const shown = ({ min, median, max }: Spread): string =>
  `${figure(median)} (${figure(min)} to ${figure(max)})`;

const figure = (n: number): string => (n >= 100 ? n.toFixed(0) : n.toFixed(n >= 10 ? 1 : 2));
