import type { Subject } from "../core/subject.ts";
import { billingRunSubject } from "./billing-run/index.ts";
import { campaignSubject } from "./campaign/index.ts";
import { inventorySubject } from "./inventory/index.ts";
import { orderSubject } from "./order/index.ts";
import { serviceChangeSubject } from "./service-change/index.ts";

/** The subject kinds that ship with the gate. */
export const subjects: Readonly<Record<string, Subject>> = {
  [billingRunSubject.kind]: billingRunSubject,
  [campaignSubject.kind]: campaignSubject,
  [orderSubject.kind]: orderSubject,
  [inventorySubject.kind]: inventorySubject,
  [serviceChangeSubject.kind]: serviceChangeSubject,
};

/** The subject of a kind; undefined for one that does not exist. */
export const subjectOf = (kind: string): Subject | undefined =>
  Object.hasOwn(subjects, kind) ? subjects[kind] : undefined;
