import { relativeScoring } from '#libs/award';
import { refuse } from '#libs/decider';
import { formatPounds, formatWhole } from '#libs/money';
import type { SolvedAward } from '#messages/tenders';
import type { ChosenLot } from './award-choices.js';
import { validOffers, type AwardInputs } from './award-model.js';
import { validIn } from './lot-ranking.js';
import { lowWins, type LowWin } from './low-offers.js';

/** Below this many valid quotes for a lot the award needs a justification. */
const enoughQuotes = 3;

type Valid = ReturnType<typeof validIn>[number];

/** What these choices leave to be explained; nothing once the reason explains it. */
export function reasonsWanted(
  inputs: AwardInputs,
  chosen: readonly ChosenLot[],
  reason: string,
  solved: SolvedAward | undefined,
): string[] {
  const { terms } = inputs;
  const lowest = lowWins(chosen, validOffers(inputs), terms.lots);
  const weight = terms.scoring?.kind === 'relative' ? terms.scoring.priceWeight : undefined;
  const byLot = chosen.flatMap((lot) => {
    const valid = validIn(lot.ranking);
    const tie = weight === undefined ? tied(lot, valid, reason) : undefined;
    if (tie) return tie;
    const low = lowest.filter(({ win }) => win.offer.lot.lotId === lot.lot.lotId).map(tooLow);
    const worse =
      weight === undefined ? dearer(lot, valid, solved) : scoresLess(lot, valid, weight);
    const few = valid.length < enoughQuotes ? [tooFew(lot.lot.item, valid.length)] : [];
    return reason ? [] : [...worse, ...low, ...few];
  });
  const isSaid = byLot.some((sentence) => sentence.includes(' more than '));
  if (reason || isSaid || !solved || solved.dearerByPence === 0) return byLot;
  return [...byLot, dearerInAll(solved)];
}

/** Equal totals are decided by people, in words that name their choice; undefined for no tie. */
function tied({ lot, wins }: ChosenLot, valid: readonly Valid[], reason: string) {
  const [first] = valid;
  const choice = valid.find(({ quoteId }) => quoteId === wins[0]!.offer.quote.quoteId);
  if (wins.length > 1 || !first || !choice) return undefined;
  const { supplierName: name, totalPence } = choice;
  const all = valid.filter((quote) => quote.totalPence === totalPence);
  if (totalPence !== first.totalPence || all.length === 1) return undefined;
  if (reason.toLocaleLowerCase('en').includes(name.toLocaleLowerCase('en'))) return [];
  const names = all.map((quote) => quote.supplierName).join(' and ');
  return [`${lot.item}: ${names} quote the same, ${formatPounds(totalPence)}; say why ${name}.`];
}

/** Nothing to explain where the award as a whole is the best: discounts may span lots. */
function dearer({ lot, wins }: ChosenLot, valid: readonly Valid[], solved?: SolvedAward): string[] {
  const [first] = valid;
  const choice = valid.find(({ quoteId }) => quoteId === wins[0]!.offer.quote.quoteId);
  const isShared = (lot.maxSuppliers ?? 1) > 1;
  if (isShared || solved?.dearerByPence === 0 || !first || !choice) return [];
  if (choice.totalPence <= first.totalPence) return [];
  const [here, there] = [formatPounds(choice.totalPence), formatPounds(first.totalPence)];
  const more = formatPounds(choice.totalPence - first.totalPence);
  const asks = `${lot.item}: ${choice.supplierName} asks ${here}`;
  return [`${asks}, ${more} more than ${first.supplierName} with ${there}.`];
}

function dearerInAll({ dearerByPence, costPence, proved }: SolvedAward): string {
  const least = proved ? 'the award of least cost' : 'the best award that was found';
  return `It costs ${formatPounds(dearerByPence)} more than ${least}, ${formatPounds(costPence)}.`;
}

/** By lowest ÷ price and quality: every valid quote needs its score before one can win. */
function scoresLess({ lot, wins }: ChosenLot, valid: readonly Valid[], weight: number): string[] {
  const missing = valid.find(({ quality }) => quality === undefined);
  if (missing) {
    const sentence = `The quality of ${missing.supplierName} for ${lot.item} has no score yet`;
    refuse('quality-missing', `${sentence}: record the scores of all quotes that count first.`);
  }
  const quotes = valid.map(({ quoteId, totalPence, quality = 0 }) => {
    return { quoteId, pricePence: Math.max(1, totalPence), quality };
  });
  const { winnerIds } = relativeScoring(quotes, weight);
  const chosenId = wins[0]!.offer.quote.quoteId;
  if (winnerIds.includes(chosenId) && winnerIds.length === 1) return [];
  const named = (id: string) => valid.find(({ quoteId }) => quoteId === id)!.supplierName;
  const best = winnerIds.map(named).join(' and ');
  return [`${lot.item}: the best score is that of ${best}; say why ${named(chosenId)}.`];
}

function tooLow({ win, netPence }: LowWin): string {
  const { lot, quote } = win.offer;
  const net = `${formatPounds(netPence)} for ${formatWhole(win.quantity)}`;
  const off = win.discountPence > 0 ? ' after its discounts' : '';
  const asks = `${quote.supplierName} asks unusually little, ${net}${off}`;
  return `${lot.item}: ${asks}; say how it explains that.`;
}

function tooFew(item: string, count: number): string {
  const quotes = count === 1 ? 'only 1 valid quote' : `only ${count} valid quotes`;
  return `${item} has ${quotes}; ${enoughQuotes} are usual.`;
}
