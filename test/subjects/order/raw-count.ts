import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What is wrong in the raw lines of a folder of order lines, counted without reader or engine. */
export interface RawCount {
  readonly lines: number;
  readonly orders: number;
  readonly cancellations: number;
  readonly ordersWithoutCustomer: number;
  readonly linesWithoutCustomer: number;
  /** Orders, other than cancellations, with a line of zero or less. */
  readonly ordersBelowZero: number;
  readonly linesBelowZero: number;
  readonly linesAtZeroPrice: number;
  /** Orders of no customer in which all lines cost nothing, and their lines. */
  readonly movements: number;
  readonly linesOfMovements: number;
  /** What costs nothing in the other orders. */
  readonly linesGivenAway: number;
  readonly ordersWithLinesGivenAway: number;
  /** Lines that repeat an earlier one of their order in article, quantity and price. */
  readonly repeatedLines: number;
  readonly ordersWithRepeatedLines: number;
  /** Those in which a line that repeats another is of several pieces, or of less than none. */
  readonly ordersWithRepeatedPieces: number;
  readonly linesOfCorrections: number;
  readonly ordersOfCorrections: number;
  readonly linesOfCarriage: number;
  readonly ordersOfCarriage: number;
  readonly linesOfVouchers: number;
  readonly ordersOfVouchers: number;
  readonly linesWithoutName: number;
  /** In orders that are no movements. */
  readonly soldLinesWithoutName: number;
}

/** A line from both its ends: the description between them may hold commas and quotes. */
const line = /^(C?\d+),([^,]*),(.*),(-?\d+),[^,]*,(-?[\d.]+),([\d.]*),([^,]*)$/;

const CARRIAGE = new Set(["POST", "DOT", "C2"]);
const CORRECTIONS = new Set("M D S B BANK CHARGES AMAZONFEE CRUK".split(/ (?!CHARGES)/));

/** Counts what regular expressions and sets find in the text, file by file, line by line. */
export function countRaw(folder: string): RawCount {
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith(".csv"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split(/\r?\n/).slice(1))
    .map((text) => (line.exec(text) ?? []).slice(1) as unknown as Cells);
  const of = (test: (cells: Cells) => boolean): readonly Cells[] => lines.filter(test);
  const sales = of(([order]) => !order.startsWith("C"));
  const belowZero = sales.filter(([, , , quantity]) => Number(quantity) <= 0);
  const withoutCustomer = of(([, , , , , customer]) => customer === "");
  const zeroPrice = of(([, , , , price]) => Number(price) === 0);
  const repeated = repeatsIn(lines);
  const corrections = of(([, code]) => CORRECTIONS.has(code.toUpperCase()));
  const carriage = of(([, code]) => CARRIAGE.has(code.toUpperCase()));
  const vouchers = of(([, code]) => /^gift_/i.test(code));
  const sold = movementsLeftOut(lines);
  const isSold = new Set(sold);
  const movements = lines.filter((one) => !isSold.has(one));
  const givenAway = sold.filter(([, , , , price]) => Number(price) === 0);
  const withoutName = of(([, , name]) => !/[a-z]/i.test(name));
  return {
    lines: lines.length,
    orders: ordersOf(lines),
    cancellations: ordersOf(of(([order]) => order.startsWith("C"))),
    ordersWithoutCustomer: ordersOf(withoutCustomer),
    linesWithoutCustomer: withoutCustomer.length,
    ordersBelowZero: ordersOf(belowZero),
    linesBelowZero: belowZero.length,
    linesAtZeroPrice: zeroPrice.length,
    movements: ordersOf(movements),
    linesOfMovements: movements.length,
    linesGivenAway: givenAway.length,
    ordersWithLinesGivenAway: ordersOf(givenAway),
    repeatedLines: repeated.length,
    ordersWithRepeatedLines: ordersOf(repeated),
    ordersWithRepeatedPieces: ordersOf(repeated.filter(([, , , quantity]) => quantity !== "1")),
    linesOfCorrections: corrections.length,
    ordersOfCorrections: ordersOf(corrections),
    linesOfCarriage: carriage.length,
    ordersOfCarriage: ordersOf(carriage),
    linesOfVouchers: vouchers.length,
    ordersOfVouchers: ordersOf(vouchers),
    linesWithoutName: withoutName.length,
    soldLinesWithoutName: withoutName.filter((one) => isSold.has(one)).length,
  };
}

type Cells = readonly [
  order: string,
  code: string,
  name: string,
  quantity: string,
  price: string,
  customer: string,
  country: string,
];

const ordersOf = (lines: readonly Cells[]): number => new Set(lines.map(([order]) => order)).size;

/** The lines of orders that name a customer or cost something. */
function movementsLeftOut(lines: readonly Cells[]): readonly Cells[] {
  const sold = new Set(
    lines
      .filter(([, , , , price, customer]) => customer !== "" || Number(price) !== 0)
      .map(([order]) => order),
  );
  return lines.filter(([order]) => sold.has(order));
}

function repeatsIn(lines: readonly Cells[]): readonly Cells[] {
  const seen = new Set<string>();
  return lines.filter(([order, code, , quantity, price]) => {
    const key = [order, code, Number(quantity), Number(price)].join("\t");
    const isRepeat = seen.has(key);
    seen.add(key);
    return isRepeat;
  });
}
