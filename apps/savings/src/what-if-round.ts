import { costPence, penniesOfLots } from '#libs/allocation';
import { sumPence } from '#libs/money';
import { schoolDemand } from './alone-price.js';
import { indicativeSchedule, type IndicativeLot, type IndicativeRound } from './indicative.js';
import { schoolsOfLot, wholeLots, type ShareInputs, type WholeLot } from './share-inputs.js';
import { firmOf } from './shares-of-rule.js';
import { shareOf, winnerOf, type CountedQuote, type LotTruth, type RoundTruth } from './what-if.js';

/** An awarded round as it can be tried out otherwise: its own quotes and its own award. */
export function awardedTruth(inputs: ShareInputs): RoundTruth {
  const { lots, award, spareUnits = true } = inputs;
  return {
    rule: award.sharingRule,
    spareUnits,
    lots: wholeLots(inputs).flatMap((lot) => {
      const locked = lots.find(({ lotId }) => lotId === lot.lotId);
      if (!locked) return [];
      const { unit, ceilingPence, minimumQuantity } = locked;
      return [{ unit, ceilingPence, minimumQuantity, ...awardOf(lot) }];
    }),
  };
}

/** An open or locked round at indicative prices: nobody supplies it, and nothing is shared yet. */
export function indicativeTruth({
  sharingRule: id,
  spareUnits,
  lots,
}: IndicativeRound): RoundTruth {
  const wanted = lots.filter(({ demand }) => demand.length > 0);
  return { rule: { id, version: 1 }, spareUnits, lots: wanted.map(indicativeLot) };
}

/** The same with every lot shared by the round's rule. Throws CannotShare. */
export function sharedTruth(round: RoundTruth): RoundTruth {
  if (round.lots.every(({ paysPence }) => paysPence.length > 0)) return round;
  const { rule, spareUnits, lots } = round;
  const shared = lots.map((lot) =>
    shareOf(rule, lot.demands, lot.quotes, winnerOf(lot), spareUnits),
  );
  const { cells } = penniesOfLots(
    lots.map((lot, i) => ({
      item: lot.lotId,
      totalPence: lot.totalPence,
      schools: lot.demands.map(({ id }) => id),
      exact: shared[i]!.exactPence,
      parts: shared[i]!.parts.map(({ pence }) => pence),
    })),
  );
  return { ...round, lots: lots.map((lot, i) => ({ ...lot, paysPence: cells[i]! })) };
}

function indicativeLot({ lot, demand }: IndicativeLot): LotTruth {
  const { lotId, item, unit, ceilingPence, minimumQuantity } = lot;
  const schedule = indicativeSchedule(lot);
  const line = { lotId, meetsSpecification: true, ...schedule };
  const quantity = sumPence(demand.map((one) => one.quantity));
  return {
    lotId,
    item,
    unit,
    ceilingPence,
    minimumQuantity,
    demands: demand.map((one) => ({ ...schoolDemand(one, one), partyId: one.partyId })),
    quotes: [{ quoteId: lotId, supplierName: null, line: { ...line, tiers: [...line.tiers] } }],
    winnerId: lotId,
    supplierName: null,
    totalPence: costPence(schedule, quantity),
    paysPence: [],
  };
}

function awardOf(lot: WholeLot): Omit<LotTruth, 'unit' | 'ceilingPence' | 'minimumQuantity'> {
  const { lotId, item, supplier: supplierName, quantity, totalPence, parts, lines } = lot;
  const [{ quoteId, ranking }] = parts as [WholeLot['parts'][number]];
  const schools = schoolsOfLot(lot);
  const fixed = fixedBecause(lot);
  const counted = ranking.filter((one) => one.totalPence !== null).map((one) => one.quoteId);
  const quotes = counted.sort().map((id, i): CountedQuote => {
    const name = ranking.find((one) => one.quoteId === id)?.supplierName ?? '';
    return { quoteId: id, supplierName: name, line: lines[i]! };
  });
  return {
    lotId,
    item,
    demands: schools.map((school) => {
      const { urn: schoolUrn, partyId, wanted } = school;
      return { ...schoolDemand({ schoolUrn, quantity: firmOf(school) }, wanted), partyId };
    }),
    spareQuantity: quantity - sumPence(schools.map(firmOf)),
    quotes,
    winnerId: quoteId,
    supplierName,
    totalPence,
    paysPence: schools.map(({ shares }) =>
      sumPence(shares.map(({ share }) => share.sharePence ?? share.paysPence)),
    ),
    ...(fixed !== undefined && { fixed }),
  };
}

const several =
  'Several suppliers share this lot, so that everybody pays its one blended price: it is shown as it was awarded.';
const bound =
  'A quote for this lot has a limit, a fee or a discount that reaches beyond its prices: it is shown as it was awarded.';

/** What cannot be tried out by prices alone is said, and stays as it is. */
function fixedBecause({ parts, lines }: WholeLot): string | undefined {
  if (parts.length > 1) return several;
  const [{ feesPence = 0, discountPence = 0 }] = parts as [WholeLot['parts'][number]];
  const isBound = lines.some(
    (line) =>
      line.capacity !== undefined ||
      line.minimumAward !== undefined ||
      (line.fixedFeePence ?? 0) > 0 ||
      (line.deliveryPencePerSchool ?? 0) > 0,
  );
  return isBound || feesPence !== 0 || discountPence !== 0 ? bound : undefined;
}
