import { ratioPence, sumPence, timesPence, vatPence } from '#libs/money';
import type { ComputedShares, ShareRow } from '#messages/savings';
import { bestAlone, schoolDemand, type BestAlone } from './alone-price.js';
import { cameOf, deliveryIndex, type Came } from './delivered.js';
import { costShares, withRunningCosts } from './running-costs.js';
import {
  inputHashOf,
  schoolsOfLot,
  wholeLots,
  type SchoolUnits,
  type ShareInputs,
  type WholeLot,
} from './share-inputs.js';
import { firmOf, sharesOfRule } from './shares-of-rule.js';
import { lotTransfers, transfersOf, type Settled } from './transfers.js';

/**
 * Each school's share of each awarded lot, to the penny. Pure: whoever has the events gets the
 * same rows and the same hash.
 */
export function computeShares(
  inputs: ShareInputs,
  inputHash = inputHashOf(inputs),
): ComputedShares {
  const { award } = inputs;
  const lots = sharedLots(inputs);
  const notSharedAnew = lots.flatMap(({ lot: { lotId, item }, notSharedAnew: reason }) =>
    reason === undefined ? [] : [{ lotId, item, reason }],
  );
  const costs = costShares(inputs);
  const rows = withRunningCosts(
    lots.flatMap((lot) => lot.rows),
    costs,
  );
  const transfers = transfersOf(rows, costs);
  return {
    roundId: award.roundId,
    consortiumId: award.consortiumId,
    fundId: award.fundId,
    rule: award.sharingRule,
    inputHash,
    rows,
    ...(transfers.length > 0 && { transfers }),
    ...(notSharedAnew.length > 0 && { notSharedAnew }),
    ...(costs.totalPence > 0 && { runningCostPence: costs.totalPence }),
  };
}

/** Each awarded lot with its rows. */
function sharedLots(inputs: ShareInputs) {
  const deliveries = deliveryIndex(inputs);
  return wholeLots(inputs).map((lot) => {
    const schools = schoolsOfLot(lot);
    const { sharePence, notSharedAnew } = sharesOfRule(inputs, lot, schools);
    const settled = schools.map((school, i) => {
      const came = cameOf(school, deliveries, inputs.ended);
      return { school, came, sharePence: sharePence[i]! };
    });
    const alone = bestAlone(lot.lines, inputs.spareUnits ?? true);
    const transfers = lotTransfers(settled);
    const rows = settled.map((one, i) =>
      shareRow({ ...one, lot, transferPence: transfers[i]!, alone }),
    );
    return { lot, rows, notSharedAnew };
  });
}

interface Shared extends Settled {
  readonly lot: WholeLot;
  readonly transferPence: number;
  readonly alone: BestAlone;
}

function shareRow(shared: Shared): ShareRow {
  const { lot, school, came, transferPence, alone } = shared;
  const { urn, partyId, wanted, vatRecovered } = school;
  const compared = comparedPence(school, came, alone);
  const paysPence = sumPence([came.invoicedPence, transferPence]);
  return {
    urn,
    partyId,
    lotId: lot.lotId,
    item: lot.item,
    supplier: lot.supplier,
    quantity: came.quantity,
    pricePence: ratioPence(lot.totalPence, 1, lot.quantity),
    paysPence,
    baselinePence: compared.baseline,
    savingPence: compared.baseline - paysPence,
    competitionPence: compared.baseline - compared.alone,
    aggregationPence: compared.alone - paysPence,
    evidenceGrade: compared.hasLastPrice ? (wanted?.evidenceGrade ?? 'none') : 'none',
    evidenceReference: wanted?.evidenceReference ?? null,
    ...(wanted?.evidenceHash !== undefined && { evidenceHash: wanted.evidenceHash }),
    ...(wanted?.evidenceDay !== undefined && { evidenceDay: wanted.evidenceDay }),
    ...(wanted?.benchmarkPricePence !== undefined && {
      benchmarkPricePence: wanted.benchmarkPricePence,
      benchmarkSource: wanted.benchmarkSource ?? '',
    }),
    ...(transferPence !== 0 && { invoicedPence: came.invoicedPence, transferPence }),
    ...(!vatRecovered && {
      irrecoverableVatPence: {
        baseline: vatPence(compared.baseline, lot.vatRateBasisPoints),
        pays: vatPence(came.invoicedPence, lot.vatRateBasisPoints),
      },
    }),
    status: statusOf(came),
    ...unrealisedOf(shared, compared),
    ...spareOf(school, came, compared, paysPence),
  };
}

interface Compared {
  readonly hasLastPrice: boolean;
  /** For what came. */
  readonly baseline: number;
  readonly alone: number;
  /** For all that was awarded. */
  readonly baselineOfAll: number;
}

/**
 * What did not come counts nowhere, and the rest at the unit price of the whole: tiers are those of
 * what was ordered. Where nothing can be compared, neither evidence nor a quote, it saves nothing.
 */
function comparedPence(
  { urn, wanted }: SchoolUnits,
  { ordered, quantity, awardedPence }: Came,
  alone: BestAlone,
): Compared {
  const { lastPrice } = schoolDemand({ schoolUrn: urn, quantity: ordered }, wanted);
  const best = alone(ordered);
  const otherwise = best === Infinity ? awardedPence : best;
  const baselineOfAll = lastPrice ? timesPence(lastPrice.pricePence, ordered) : otherwise;
  const ofWhatCame = (pence: number) =>
    quantity === ordered ? pence : ratioPence(pence, quantity, ordered);
  return {
    hasLastPrice: lastPrice !== undefined,
    baseline: ofWhatCame(baselineOfAll),
    alone: ofWhatCame(Math.min(baselineOfAll, best)),
    baselineOfAll,
  };
}

function statusOf({ quantity, billed }: Came): ShareRow['status'] {
  if (quantity === 0) return 'unrealised';
  return billed ? 'realised' : 'committed';
}

/**
 * What of the awarded saving went with units that never came, its own or others': realised and
 * unrealised come to what was awarded, but for what was allowed on the price.
 */
function unrealisedOf(
  { came: { ordered, quantity, agreedPence }, sharePence, transferPence }: Shared,
  { baselineOfAll, baseline }: Compared,
): Pick<ShareRow, 'unrealised'> {
  const agreed = sumPence([agreedPence, transferPence]);
  const savingPence = baselineOfAll - baseline - (sharePence - agreed);
  if (quantity === ordered && savingPence === 0) return {};
  return { unrealised: { quantity: ordered - quantity, savingPence } };
}

/**
 * Units bought because more cost less save nothing unless someone needs them: both are said. What
 * never came is taken off them first.
 */
function spareOf(
  school: SchoolUnits,
  { quantity }: Came,
  { baseline }: Compared,
  paysPence: number,
): Pick<ShareRow, 'spare'> {
  const spare = quantity - firmOf(school);
  if (spare <= 0) return {};
  const needed = ratioPence(baseline, quantity - spare, quantity);
  return { spare: { quantity: spare, savingPence: needed - paysPence } };
}
