import { fulfilOrders } from "../threads/fulfil-orders.ts";
import { type FillOrder, fillStore } from "./fill-store.ts";

/** Fills temporary stores in a thread of its own: see `temporaryStore`. */
fulfilOrders((order: FillOrder) => fillStore(order));
