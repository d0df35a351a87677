import { formatPounds, formatWhole } from '#libs/money';
import type {
  BestAwardAnswer,
  BestWin,
  LotChoice,
  TenderLotView,
  TenderView,
} from '#messages/tenders';
import type { Form } from './kit/form.js';
import { validOf, type Valid } from './ranking-tables.js';
import { unitsOf } from './round-words.js';

/** Stands for a lot that is rather not bought. */
const none = 'none';

/** The lots for which a quote counts. */
export function toChoose({ lots }: TenderView): TenderLotView[] {
  return lots.filter((lot) => validOf(lot).length > 0);
}

/** What the form starts with: the award of least cost where it is known, else the lowest totals. */
export function proposed(tender: TenderView, answer: BestAwardAnswer): Record<string, string> {
  const best = answer.state === 'done' ? answer.best : undefined;
  const wins = best?.outcome === 'awarded' ? best.wins : undefined;
  const fields = toChoose(tender).flatMap((lot, n): [string, string][] => {
    const own = wins?.filter(({ lotId }) => lotId === lot.lotId);
    const valid = validOf(lot);
    if (!isShared(lot)) {
      const first = byScore(lot) ?? valid[0]?.quoteId ?? '';
      return [[`lot-${n}`, own ? (own[0]?.quoteId ?? none) : first]];
    }
    return valid.flatMap(({ quoteId }, i): [string, string][] => {
      const units = own?.find((win) => win.quoteId === quoteId)?.quantity;
      return units === undefined ? [] : [[`units-${n}-${i}`, String(units)]];
    });
  });
  return Object.fromEntries(fields);
}

/** The choices that were made, with the quantities of the best award where they are the same. */
export function choicesIn(form: Form, tender: TenderView, answer: BestAwardAnswer): LotChoice[] {
  const wins = answer.state === 'done' ? answer.best.wins : [];
  return toChoose(tender).flatMap((lot, n) => {
    if (isShared(lot)) return sharedChoices(form, lot, n);
    const ids = validOf(lot).map(({ quoteId }) => quoteId);
    const all = lot.reserveUnitPence === undefined ? ids : [...ids, none];
    const quoteId = form.choice(`lot-${n}`, `quote for ${lot.description}`, all);
    if (quoteId === none) return [];
    return [{ lotId: lot.lotId, quoteId, ...bestQuantity(wins, lot, quoteId) }];
  });
}

function bestQuantity(wins: readonly BestWin[], lot: TenderLotView, quoteId: string) {
  const win = wins.find((one) => one.lotId === lot.lotId && one.quoteId === quoteId);
  return win && win.quantity !== lot.quantity ? { quantity: win.quantity } : {};
}

function sharedChoices(form: Form, lot: TenderLotView, n: number): LotChoice[] {
  return validOf(lot).flatMap(({ quoteId, supplierName }, i) => {
    const field = `units-${n}-${i}`;
    if (!form.has(field)) return [];
    const quantity = form.count(field, `quantity of ${supplierName} for ${lot.description}`);
    return quantity > 0 ? [{ lotId: lot.lotId, quoteId, quantity }] : [];
  });
}

/** A lot as the form asks for it. */
export function lotFields(lot: TenderLotView) {
  const valid = validOf(lot);
  const { description, quantity, maxSuppliers = 1, reserveUnitPence } = lot;
  if (!isShared(lot)) {
    const items = valid.map((quote) => ({
      value: quote.quoteId,
      text: `${quote.supplierName}: ${formatPounds(quote.totalPence)}`,
      hint: { text: hintOf(quote, valid) },
    }));
    const rather = { value: none, text: 'Nobody', hint: { text: 'Rather not buy it' } };
    const isOptional = reserveUnitPence !== undefined;
    return { description, items: isOptional ? [...items, rather] : items, quotes: [] };
  }
  const units = `${formatWhole(quantity)} ${unitsOf(lot)}`;
  const hint = `${units} in all, from ${formatWhole(maxSuppliers)} suppliers at most. Leave empty who wins nothing.`;
  const quotes = valid.map((quote) => ({
    label: quote.supplierName,
    hint: `${formatPounds(quote.totalPence)} for all of it${capacityWords(quote)}`,
    unit: unitsOf(lot),
  }));
  return { description, items: [], quotes, hint };
}

function capacityWords({ capacity }: Valid): string {
  return capacity === undefined ? '' : `; can supply ${formatWhole(capacity)} at most`;
}

function isShared({ maxSuppliers = 1 }: TenderLotView): boolean {
  return maxSuppliers > 1;
}

function byScore({ scores }: TenderLotView): string | undefined {
  return scores?.scores.find(({ rank }) => rank === 1)?.quoteId;
}

function hintOf({ totalPence, abnormallyLow }: Valid, valid: readonly Valid[]): string {
  const behind = totalPence - (valid[0]?.totalPence ?? 0);
  const place = behind === 0 ? 'The lowest total' : `${formatPounds(behind)} more than the lowest`;
  return abnormallyLow ? `${place}; unusually low: say how it explains that` : place;
}
