import type { Expected } from "../generated.ts";
import type { Reminder } from "./generate-reminders.ts";
import type { InvoiceSetting } from "./invoice.ts";

/** One way in which reminders go wrong, and every violation that must follow from it. */
export interface ReminderDefect {
  readonly name: string;
  readonly expected: readonly Expected[];
  readonly fits?: (reminder: Reminder) => boolean;
  readonly change: (reminder: Reminder, setting: InvoiceSetting) => void;
}

const rule = (id: string): readonly Expected[] => [{ rule: id }];
const isFirst = ({ level }: Reminder): boolean => level === 1;
const isLater = ({ level }: Reminder): boolean => level > 1;

export const reminderDefects: readonly ReminderDefect[] = [
  {
    name: "a reminder of what is paid",
    expected: rule("BIL-56"),
    change: (reminder) => {
      reminder.paid = reminder.gross;
    },
  },
  {
    name: "more claimed than is open",
    expected: rule("BIL-56"),
    change: (reminder) => {
      reminder.claimed += 1;
    },
  },
  {
    name: "a reminder while a payment is on its way",
    expected: rule("BIL-56"),
    change: (reminder) => {
      reminder.inClearing = reminder.claimed;
    },
  },
  {
    name: "payments of a week ago",
    expected: rule("BIL-70"),
    change: (reminder) => {
      reminder.bookedTo = reminder.sent - 8;
    },
  },
  {
    name: "a payment of the same amount that nobody matched",
    expected: rule("BIL-70"),
    change: (reminder) => {
      reminder.receipt = reminder.claimed;
    },
  },
  {
    name: "a reminder three days after the due date",
    expected: rule("BIL-57"),
    fits: isFirst,
    change: (reminder) => {
      reminder.due = reminder.sent - 3;
    },
  },
  {
    name: "a fee above what the country allows",
    expected: rule("BIL-57"),
    fits: isLater,
    change: (reminder) => {
      reminder.fee += 1;
    },
  },
  {
    name: "a second reminder without a first",
    expected: rule("BIL-58"),
    fits: isFirst,
    change: (reminder) => {
      reminder.level = 2;
    },
  },
  {
    name: "two levels within a week",
    expected: rule("BIL-58"),
    fits: isLater,
    change: (reminder) => {
      reminder.earlier = reminder.earlier.map((day, at, all) =>
        at === all.length - 1 ? reminder.sent - 7 : day,
      );
    },
  },
  {
    name: "a reminder while the customer waits for an answer",
    expected: rule("BIL-59"),
    change: (reminder) => {
      reminder.contact = "open";
    },
  },
  {
    name: "a reminder although there is time to pay",
    expected: rule("BIL-59"),
    change: (reminder) => {
      reminder.agreedFrom = reminder.sent - 10;
    },
  },
  {
    name: "a reminder of an invoice with a mistake of ours",
    expected: rule("BIL-59"),
    change: (reminder) => {
      reminder.isOurMistake = true;
    },
  },
];
