import { equalPriceShares, type PriceSchedule } from '#libs/allocation';
import { sumPence, timesPence } from '#libs/money';
import type { TenderLot } from '#messages/tenders';
import {
  schoolsOfAllParts,
  schoolsOfParts,
  servedSchools,
  type Served,
  type ServedPart,
} from './part-schools.js';

/** A lot that is to be shared: plain data, so that another thread can do it. */
export interface LotToPart {
  readonly lot: TenderLot;
  readonly wins: readonly WinToPart[];
  /** Of every valid quote for it: what a school without evidence would have paid. */
  readonly schedules: readonly PriceSchedule[];
}

/** A win without its quote. */
export interface WinToPart {
  readonly quoteId: string;
  readonly quantity: number;
  readonly goodsPence: number;
  readonly discountPence: number;
  readonly fixedFeePence: number;
  readonly deliveryPence: number;
  readonly schedule: PriceSchedule;
}

/** A lot with its invoices: the parts without what the rule makes of them. */
export interface InvoicedLot extends LotToPart {
  readonly schools: readonly Served[];
  readonly parts: readonly { readonly win: WinToPart; readonly lines: readonly InvoiceLine[] }[];
}

export interface InvoiceLine extends ServedPart {
  readonly paysPence: number;
  readonly deliveryPence: number;
}

/**
 * The schools are filled in their order. Where that puts a small part's charges on an invoice above a
 * school's ceiling, smaller schools go first, so that the smallest part goes to the largest school;
 * where that one cannot bear it either, every supplier serves every school.
 */
export function invoicedLot(of: LotToPart): InvoicedLot {
  const quantities = of.wins.map(({ quantity }) => quantity);
  const schools = servedSchools(of.lot.demand, sumPence(quantities));
  const smallFirst = schools.toSorted((a, b) => a.quantity - b.quantity);
  const served = [
    () => schoolsOfParts(schools, quantities),
    () => schoolsOfParts(smallFirst, quantities),
    () => schoolsOfAllParts(schools, quantities),
  ];
  const ways = of.wins.length === 1 ? served.slice(0, 1) : served;
  let first: InvoicedLot | undefined;
  for (const way of ways) {
    const invoiced = { ...of, schools, parts: way().map((own, n) => partOf(of.wins[n]!, own)) };
    if (keepsCeilings(invoiced)) return invoiced;
    first ??= invoiced;
  }
  return first!;
}

function partOf(win: WinToPart, served: readonly ServedPart[]) {
  const pence = equalPriceShares(netOf(win), weightsOf(served));
  const lines = served.map((part, i) => {
    const deliveryPence = part.quantity > 0 ? win.deliveryPence : 0;
    return { ...part, deliveryPence, paysPence: pence[i]!.pence + deliveryPence };
  });
  return { win, lines };
}

function keepsCeilings({ lot, schools, parts }: InvoicedLot): boolean {
  const lines = parts.flatMap((part) => part.lines);
  return schools.every((school) => {
    const own = lines.filter(({ served }) => served === school);
    const invoicedPence = sumPence(own.map(({ paysPence }) => paysPence));
    return invoicedPence <= timesPence(lot.ceilingPence, school.quantity);
  });
}

/** Without delivery, which is each school's own. */
export function netOf({ goodsPence, fixedFeePence, discountPence }: WinToPart): number {
  return goodsPence + fixedFeePence - discountPence;
}

function weightsOf(parts: readonly ServedPart[]) {
  return parts.map(({ served, quantity }) => ({ id: served.wanted.schoolUrn, quantity }));
}
