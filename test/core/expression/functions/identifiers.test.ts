import { countries } from "../../../../lib/core/expression/functions/countries.ts";
import { cpuMs } from "../../../support/cpu-time.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf, run } from "./evaluation.ts";

/** A call with the text in place of `_`, texts that pass it, and texts that do not. */
const vectors: readonly (readonly [call: string, valid: string, invalid: string])[] = [
  [
    "gtin(_)",
    "73513537 4006381333931 98412345678908 036000291452",
    "73513538 4006381333932 400638133393",
  ],
  ["gln(_)", "4006381333931 7300010000001", "73513537 7300010000002"],
  ["sscc(_)", "106141412345678908 006141411234567890", "106141412345678907 4006381333931"],
  ["iban(_)", "EE382200221020145685 RO49AAAA1B31007593840000 NO9386011117947", ""],
  ["iban(_)", "GB82WEST12345698765432 DE89370400440532013000 ee382200221020145685", ""],
  ["iban(_)", "FR1420041010050500013M02606 MT84MALT011000012345MTLCAST001S", ""],
  ["iban(_)", "", "EE382200221020145686 NO9386011117948 EE3822002210201456850 EE38220022102014568"],
  ["iban(_)", "", "XX382200221020145685 EE3A2200221020145685 RO49AAA11B31007593840000 EE38"],
  ["norwegianAccount(_)", "86011117947", "86011117948 8601111794 10000000090 10000000091"],
  [
    "vatId(_)",
    "EE100594102 EE100931558 RO18547290 NO995525828MVA 995525828MVA",
    "EE100594103 RO18547291",
  ],
  [
    "vatId(_)",
    "DE123456789 ATU12345678 EL123456789",
    "NO995525829MVA 995525829MVA NO995525828 DE12345678",
  ],
  [
    "vatId(_)",
    "FR12345678901 NL123456789B01 XI123456789",
    "GR123456789 US123456789 ee100594102 EE",
  ],
  ['registryCode(_, "EE")', "12345678 10000062", "12345679 22345678 1234567"],
  [
    'registryCode(_, "RO")',
    "18547290 19 9999999994",
    "18547291 018547290 1 99999999941 RO18547290",
  ],
  ['registryCode(_, "NO")', "988077917 995525828", "988077918 98807791"],
  [
    'paymentReference(_, "EE_731")',
    "121312952 123453 13 12345678901234567894",
    "121312953 3 123456789012345678949",
  ],
  ['paymentReference(_, "NO_KID10")', "602243 12345674 12345708", "602244 12345704 2"],
  [
    'paymentReference(_, "NO_KID11")',
    "12345674 123456785 12345704 12340060 1234001-",
    "12345675 12345708 123400-1",
  ],
  [
    'paymentReference(_, "RF")',
    "RF18539007547034 rf18539007547034",
    "RF17539007547034 RF18 18539007547034",
  ],
  ['kid(_, "mod10")', "602243 12345708", `602244 1234001- ${"0".repeat(26)}`],
  ['kid(_, "mod11")', "123456785 1234001-", "123456786 1234001"],
  ["rf(_)", "RF18539007547034 RF45G72UUR", "RF17539007547034 RF1853900754703412345678901"],
  ["luhn(_)", "00 79927398713", "79927398710 7 7992-7398713"],
  [
    "phone(_)",
    "+3725123456 +4712345678",
    "3725123456 +0725123456 +37251234567890123 +372 5123456 +123456",
  ],
  ["email(_)", "mari@example.com m.t+1@a-b.co.uk õie@õun.ee a@xn--80ak6aa92e.com", ""],
  [
    "email(_)",
    "",
    "mari@example @example.com mari@ a@b@c.ee a..b@c.ee .a@c.ee a@-c.ee a@c-.ee a@c.e a@c..ee",
  ],
  ["email(_)", "", `${"a".repeat(65)}@c.ee a@${"c".repeat(64)}.ee a@${"c.".repeat(130)}ee`],
  ['postalCode(_, "EE")', "10111", "1011 101111 EE-10111"],
  ['postalCode(_, "RO")', "010011", "10011"],
  ['postalCode(_, "NO")', "0150", "150 01500"],
  ['postalCode(_, "PL")', "00-950", "00950"],
  ["isCountry(_)", "EE RO NO GR", "EL UK XX ee EEE"],
  ['inJurisdiction(_, "EU")', "EE RO", "NO GB XX"],
  ['inJurisdiction(_, "EEA")', "EE NO IS LI", "CH GB"],
  ['inJurisdiction(_, "ALL")', "US", "XX"],
  ['inJurisdiction(_, "NO")', "NO", "SE"],
  ["isCurrency(_)", "EUR RON NOK JPY KWD", "BGN HRK EEK XYZ eur"],
];

const passed = (call: string, text: string): string =>
  resultOf(call.replace("_", JSON.stringify(text)));
const rows = (texts: (row: (typeof vectors)[number]) => string) =>
  vectors.flatMap((row) =>
    texts(row)
      .split(" ")
      .filter(Boolean)
      .map((text) => [row[0], text] as const),
  );

test.each(rows(([, valid]) => valid))("%s passes %s", (call, text) => {
  expect(passed(call, text)).toBe("true");
});

test.each(rows(([, , invalid]) => invalid))("%s refuses %s", (call, text) => {
  expect(passed(call, text)).toBe("false");
});

test.each(["", " ", "constructor", "１２３４５６７８", "12345678\n", "-", "9".repeat(1_000)])(
  "no identifier is made of %j",
  (text) => {
    const calls = vectors.map(([call]) => call).filter((call) => !call.startsWith("in"));
    expect(calls.filter((call) => passed(call, text) !== "false")).toEqual([]);
  },
);

test("no digit at all makes 10 a check digit of a Norwegian account", () => {
  const accounts = Array.from({ length: 10 }, (_, digit) => `1000000009${digit}`);
  expect(accounts.filter((account) => run("norwegianAccount", account))).toEqual([]);
});

// Checks that find every single mistyped digit.
test.each([
  ["luhn", [], "79927398713"],
  ["gtin", [], "4006381333931"],
  ["sscc", [], "106141412345678908"],
  ["paymentReference", ["EE_731"], "12345678901234567894"],
  ["paymentReference", ["NO_KID11"], "123456785"],
  ["norwegianAccount", [], "86011117947"],
  ["registryCode", ["NO"], "995525828"],
] as const)("%s %s finds any digit of %s that is mistyped", (id, others, valid) => {
  const wrong = [...valid].flatMap((digit, at) =>
    [..."0123456789"]
      .filter((other) => other !== digit)
      .map((other) => valid.slice(0, at) + other + valid.slice(at + 1)),
  );
  expect(wrong.filter((text) => run(id, text, ...others) === true)).toEqual([]);
});

// A text, the countries, and the personal codes found in it.
test.each([
  ["isikukood 36805280109, tel 5123456", ["EE"], ["36805280109"]],
  ["36805281025", ["EE"], ["36805281025"]], // check digit of the second round
  ["36805280108", ["EE"], []],
  ["36813280104", ["EE"], []], // no thirteenth month
  ["CNP:1800101221144.", ["RO"], ["1800101221144"]],
  ["1800101221145", ["RO"], []],
  ["1800101991143", ["RO"], []], // no such county
  ["fnr 010107 50160", ["NO"], ["010107 50160"]],
  ["01010750160 41010750154", ["NO"], ["01010750160", "41010750154"]], // and a D-number
  ["010107-50160", ["EE", "RO"], []],
  ["86011117947 995525828 4006381333931", ["EE", "RO", "NO"], []], // account, organisation, GTIN
  ["136805280109", ["EE"], []], // a longer number
  ["36805280109 and again 36805280109", ["EE"], ["36805280109"]],
  ["", ["EE"], []],
])("in %j of %j there are %j", (text, of, found) => {
  expect(run("findNationalIds", text, of)).toEqual(found);
});

test("personal codes of a country that we do not know are a fault, not nothing", () => {
  expect(run("findNationalIds", "x", ["EE", "SE"])).toMatchObject({ code: "invalid_argument" });
});

// A text and the card numbers in it.
test.each([
  ["4111 1111 1111 1111", ["4111 1111 1111 1111"]],
  ["pay 5555-5555-5555-4444 now", ["5555-5555-5555-4444"]],
  [
    "2223003122003222 378282246310005 30569309025904",
    ["2223003122003222", "378282246310005", "30569309025904"],
  ],
  ["6011111111111117, 3530111333300000", ["6011111111111117", "3530111333300000"]],
  ["4111111111111112", []],
  ["411111******1111", []],
  ["1234567890123452", []], // passes Luhn, and is no issuer's
  ["4006381333931", []], // a GTIN
  ["12345678901234567894111111111111111", []], // one long number
])("in %j there are the cards %j", (text, found) => {
  expect(run("findCards", text)).toEqual(found);
});

test("a long text of digits is searched in one go", () => {
  const start = cpuMs();
  for (const text of ["1".repeat(200_000), "1 ".repeat(100_000), "1234 ".repeat(40_000)]) {
    expect(Array.isArray(run("findCards", text))).toBe(true);
    expect(Array.isArray(run("findNationalIds", text, ["EE", "RO", "NO"]))).toBe(true);
  }
  expect(cpuMs() - start).toBeLessThan(5_000);
});

describe("codes are those that the platform knows", () => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const pairs = letters.flatMap((a) => letters.map((b) => a + b));

  test("countries: all that have a name, but for what is reserved or withdrawn", () => {
    const named = pairs.filter((code) => names.of(code) !== undefined);
    const extra = named.filter((code) => !countries.has(code));
    const aliases = extra.filter(
      (code) => new Intl.Locale(`und-${code}`).maximize().region !== code,
    );
    const reserved = [
      "AC",
      "CP",
      "CQ",
      "DG",
      "EA",
      "EU",
      "EZ",
      "IC",
      "QO",
      "TA",
      "UN",
      "XA",
      "XB",
      "XK",
      "ZZ",
    ];
    expect(extra.filter((code) => !aliases.includes(code) && !reserved.includes(code))).toEqual([]);
    expect([...countries].filter((code) => !named.includes(code))).toEqual([]);
    expect(countries.size).toBe(249);
  });

  test("currencies: every one that is tender has a name, and its digits are of ISO 4217", () => {
    const known = new Set(Intl.supportedValuesOf("currency"));
    const codes = letters.flatMap((c) => pairs.map((pair) => pair + c));
    const ours = codes.filter((code) => run("isCurrency", code) === true);
    expect(ours.length).toBeGreaterThan(150);
    // Units of account and funds that ISO 4217 lists, and a second code of Venezuela's.
    const units = "VED CLF UYI UYW BOV CHE CHW COU MXV USN".split(" ");
    expect(ours.filter((code) => !known.has(code) && !units.includes(code))).toEqual([]);
    expect(["RWF", "VND", "XAF", "JPY", "ISK"].map((code) => run("minor", code))).toEqual([
      0n,
      0n,
      0n,
      0n,
      0n,
    ]);
    expect(["KWD", "IQD", "CLF", "HUF"].map((code) => run("minor", code))).toEqual([
      3n,
      3n,
      4n,
      2n,
    ]);
  });

  test("zones: every country's is one", () => {
    const zones = [...countries]
      .map((code) => run("zoneOf", code))
      .filter((zone) => typeof zone === "string");
    expect(zones.length).toBe(32);
    for (const zone of zones) expect(typeof run("date.instant", 0n, zone)).toBe("number");
  });
});

test("the remainder by 97 agrees with arithmetic on the whole number", () => {
  const bodies = fc.stringMatching(/^\d{11}$/);
  const property = fc.property(bodies, (body) => {
    const check = 98n - (BigInt(`${body}232400`) % 97n); // N is 23, O is 24
    expect(run("iban", `NO${String(check).padStart(2, "0")}${body}`)).toBe(true);
  });
  fc.assert(property);
});
