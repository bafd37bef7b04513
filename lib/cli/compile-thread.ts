import { fulfilOrders } from "../adapters/threads/fulfil-orders.ts";
import { storePlan } from "../core/stored-plan.ts";
import { type CompileOrder, compilePlan } from "./compile-plan.ts";

/** Compiles rule sets in a thread of its own, and gives stored plans: see `gatePlan`. */
fulfilOrders((order: CompileOrder) => storePlan(compilePlan(order)));
