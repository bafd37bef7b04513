import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Gate, parseGate } from "../../../../lib/app/gate.ts";
import { instantText, isBefore } from "../../../../lib/app/instant.ts";
import type { Case, Question } from "../../../../lib/app/review/case.ts";
import {
  businessTimeBetween,
  calendarFrom,
} from "../../../../lib/app/review/policy/business-hours.ts";
import {
  deadlineOf,
  dueAt,
  escalationAt,
  escalationLevels,
  pausedUntil,
} from "../../../../lib/app/review/policy/deadlines.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import { repository } from "../../../support/house.ts";
import { sampleActor, sampleCase } from "../../../support/sample-documents.ts";

const params = { numRuns: tries(300) };
const rows = JSON.parse(readFileSync(join(repository, "reference/calendars.json"), "utf8"));
const estonia = rows.filter((row: { country: string }) => row.country === "EE");

const gateWith = (settings = ""): Gate =>
  parseGate(
    "name: g\nsubject: order\nruleset: order\nzone: Europe/Tallinn\n" +
      `business_hours: { calendar: EE }\n${settings}`,
    "g.yaml",
  );
const gate = gateWith();
const calendar = calendarFrom(gate, estonia);
const orders = parseGate(readFileSync(join(repository, "gates/order.yaml"), "utf8"), "order.yaml");
const shop = calendarFrom(orders, estonia);

/** Of Tallinn, in winter. */
const at = (time: string): string => instantText(Date.parse(`${time}:00+02:00`));

// Work is from 9 to 17. When it came, how bad it is, when release is planned: when it is due.
test.each<[string, Case["severity"], string | undefined, string]>([
  ["2026-11-23T09:00", "block", undefined, "2026-11-23T13:00"],
  ["2026-11-23T09:00", "hold", undefined, "2026-11-23T17:00"],
  ["2026-11-23T15:00", "block", undefined, "2026-11-24T11:00"],
  ["2026-11-20T16:00", "hold", undefined, "2026-11-23T16:00"], // Friday
  ["2026-11-21T03:00", "block", undefined, "2026-11-23T13:00"], // Saturday
  ["2026-12-23T15:00", "block", undefined, "2026-12-28T11:00"], // before Christmas
  // two business hours before the release that is planned, if that is sooner
  ["2026-11-23T09:00", "block", "2026-11-23T14:00", "2026-11-23T12:00"],
  ["2026-11-23T09:00", "block", "2026-11-23T15:00", "2026-11-23T13:00"],
  ["2026-11-23T09:00", "hold", "2026-11-24T06:00", "2026-11-23T15:00"], // at night: the day before
  ["2026-11-23T09:00", "hold", "2026-12-01T09:00", "2026-11-23T17:00"],
  // never before it came
  ["2026-11-23T09:00", "block", "2026-11-23T10:00", "2026-11-23T09:00"],
  ["2026-11-23T09:00", "block", "2026-11-22T10:00", "2026-11-23T09:00"],
  ["2026-11-23T09:00", "block", "0001-01-01T00:00", "2026-11-23T09:00"],
  ["2026-11-23T09:00", "block", "9999-12-31T23:59", "2026-11-23T13:00"],
])("%s, %s, planned for %s: %s", (openedAt, severity, release, due) => {
  const requested = release !== undefined && { requestedReleaseAt: `${release}:00+02:00` };
  expect(deadlineOf(gate, calendar, { severity, openedAt: at(openedAt), ...requested })).toBe(
    at(due),
  );
});

test.each(["block", "hold"] as const)("orders that %s are due in two opening hours", (severity) => {
  const due = (openedAt: string) => deadlineOf(orders, shop, { severity, openedAt: at(openedAt) });
  expect(due("2026-11-21T19:00")).toBe(at("2026-11-23T10:00")); // Saturday evening
  expect(due("2026-11-23T18:00")).toBe(at("2026-11-23T20:00"));
});

const ask = (from: string, to?: string): Question => ({
  id: from,
  at: at(from),
  by: sampleActor,
  text: "?",
  ...(to !== undefined && { answer: { at: at(to), by: sampleActor, text: "!" } }),
});
const opened = sampleCase("S1", {
  severity: "block",
  openedAt: at("2026-11-23T09:00"),
  deadline: at("2026-11-23T13:00"),
});
const hour = 3_600_000;

// Questions, the instant, hours paused until then, and when it is due.
test.each<[string, readonly Question[], string, number, string]>([
  ["none", [], "2026-11-23T12:00", 0, "2026-11-23T13:00"],
  [
    "an answered one",
    [ask("2026-11-23T10:00", "2026-11-23T12:00")],
    "2026-11-23T16:00",
    2,
    "2026-11-23T15:00",
  ],
  [
    "an open one pauses as long as it is open",
    [ask("2026-11-23T10:00")],
    "2026-11-23T11:30",
    1.5,
    "2026-11-23T14:30",
  ],
  [
    "over night only business hours",
    [ask("2026-11-23T16:00", "2026-11-24T10:00")],
    "2026-11-24T12:00",
    2,
    "2026-11-23T15:00",
  ],
  [
    "two at once count once",
    [ask("2026-11-23T10:00", "2026-11-23T12:00"), ask("2026-11-23T11:00", "2026-11-23T13:00")],
    "2026-11-23T16:00",
    3,
    "2026-11-23T16:00",
  ],
  [
    "one within another counts once",
    [ask("2026-11-23T10:00", "2026-11-23T13:00"), ask("2026-11-23T11:00", "2026-11-23T12:00")],
    "2026-11-23T16:00",
    3,
    "2026-11-23T16:00",
  ],
  [
    "an answer to come counts until now",
    [ask("2026-11-23T10:00", "2026-11-23T16:00")],
    "2026-11-23T11:00",
    1,
    "2026-11-23T14:00",
  ],
  [
    "one that was not asked yet",
    [ask("2026-11-23T10:00")],
    "2026-11-23T10:00",
    0,
    "2026-11-23T13:00",
  ],
  [
    "at most 24 hours in all",
    [ask("2026-11-23T10:00")],
    "2026-12-23T10:00",
    24,
    "2026-11-26T13:00",
  ],
])("%s", (_, questions, now, hours, due) => {
  const one = { ...opened, questions };
  expect(pausedUntil(gate, calendar, one, at(now))).toBe(hours * hour);
  expect(dueAt(gate, calendar, one, at(now))).toBe(at(due));
});

test("no pause moves the release that is planned", () => {
  const one = {
    ...opened,
    requestedReleaseAt: at("2026-11-23T16:00"),
    questions: [ask("2026-11-23T10:00")],
  };
  expect(dueAt(gate, calendar, one, at("2026-11-23T10:30"))).toBe(at("2026-11-23T13:30"));
  expect(dueAt(gate, calendar, one, at("2026-11-24T16:00"))).toBe(at("2026-11-23T14:00"));
});

test("a gate may allow no pauses", () => {
  const strict = gateWith("deadlines: { pause_hours_max: 0 }\n");
  const one = { ...opened, questions: [ask("2026-11-23T10:00")] };
  expect(dueAt(strict, calendar, one, at("2026-11-24T10:00"))).toBe(opened.deadline);
});

describe("escalation", () => {
  const eur = (amount: string, customers = 0) => ({
    money: { amounts: { EUR: amount } },
    customers,
  });
  const has = { assignee: sampleActor };

  // It came at 9 and is due at 13.
  test.each<[string, Partial<Case>, string, string]>([
    ["new", {}, "2026-11-23T09:00", "L0"],
    ["just below half", {}, "2026-11-23T10:59", "L0"],
    ["half used, nobody has it", {}, "2026-11-23T11:00", "L1"],
    ["half used, somebody has it", has, "2026-11-23T11:00", "L0"],
    ["a minute before its end", {}, "2026-11-23T12:59", "L1"],
    ["all used", has, "2026-11-23T13:00", "L2"],
    ["just below half as much again", has, "2026-11-23T14:59", "L2"],
    ["half as much again", has, "2026-11-23T15:00", "L3"],
    [
      "a question stops the clock",
      { questions: [ask("2026-11-23T10:00")] },
      "2026-11-23T15:00",
      "L0",
    ],
    [
      "a question answered",
      { questions: [ask("2026-11-23T10:00", "2026-11-23T12:00")] },
      "2026-11-23T13:00",
      "L1",
    ],
    [
      "release missed, more at risk than one person lets through",
      {
        requestedReleaseAt: at("2026-11-23T13:00"),
        deadline: at("2026-11-23T12:30"),
        atRisk: eur("10000"),
        ...has,
      },
      "2026-11-23T13:00",
      "L3",
    ],
    [
      "release missed with many customers",
      { requestedReleaseAt: at("2026-11-23T12:00"), atRisk: eur("0", 500), ...has },
      "2026-11-23T12:00",
      "L3",
    ],
    [
      "release missed with less at risk",
      {
        requestedReleaseAt: at("2026-11-23T13:00"),
        deadline: at("2026-11-23T12:30"),
        atRisk: eur("9999.99", 499),
        ...has,
      },
      "2026-11-23T13:00",
      "L2",
    ],
    ["decided", { state: "released" }, "2027-11-23T13:00", "L0"],
    ["confirmed", { state: "confirmed" }, "2027-11-23T13:00", "L0"],
    [
      "due the moment it came",
      { deadline: at("2026-11-23T09:00"), ...has },
      "2026-11-23T09:00",
      "L2",
    ],
  ])("%s", (_, more, now, level) => {
    expect(escalationAt(gate, calendar, { ...opened, ...more }, at(now))).toBe(level);
  });
});

describe("laws", () => {
  const minutes = fc.integer({ min: 0, max: 60 * 24 * 10 });
  const moment = (offset: number): string =>
    instantText(Date.parse("2026-12-18T00:00:00+02:00") + offset * 60_000);
  const severities = fc.constantFrom("block" as const, "hold" as const);

  test("a deadline is never before the case and never later than the planned release", () => {
    fc.assert(
      fc.property(minutes, minutes, severities, (opened, planned, severity) => {
        const [openedAt, requestedReleaseAt] = [moment(opened), moment(planned)];
        const due = deadlineOf(gate, calendar, { severity, openedAt, requestedReleaseAt });
        expect(isBefore(due, openedAt)).toBe(false);
        if (isBefore(openedAt, due)) {
          expect(due <= requestedReleaseAt).toBe(true);
          expect(businessTimeBetween(calendar, due, requestedReleaseAt)).toBeGreaterThanOrEqual(
            2 * hour,
          );
        }
      }),
      params,
    );
  });

  test("as time passes a case that nobody asks about escalates and never comes back", () => {
    fc.assert(
      fc.property(minutes, minutes, severities, (a, b, severity) => {
        const openedAt = moment(0);
        const one = {
          ...opened,
          severity,
          openedAt,
          deadline: deadlineOf(gate, calendar, { severity, openedAt }),
        };
        const levels = [Math.min(a, b), Math.max(a, b)].map((offset) =>
          escalationLevels.indexOf(escalationAt(gate, calendar, one, moment(offset))),
        ) as [number, number];
        expect(levels[1]).toBeGreaterThanOrEqual(levels[0]);
      }),
      params,
    );
  });
});
