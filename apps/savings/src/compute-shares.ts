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
import { lotTransfers, transfersOf } from './transfers.js';

/**
 * Each school's share of each awarded lot, to the penny. Pure: whoever has the events gets the
 * same rows and the same hash.
 */
export function computeShares(
  inputs: ShareInputs,
  inputHash = inputHashOf(inputs),
): ComputedShares {
  const { award, spareUnits = true } = inputs;
  const deliveries = deliveryIndex(inputs);
  const lotRows = wholeLots(inputs).flatMap((lot) => {
    const schools = schoolsOfLot(lot);
    const came = schools.map((school) => cameOf(school, deliveries, inputs.ended));
    const alone = bestAlone(lot.lines, spareUnits);
    const transfers = lotTransfers(inputs, lot, schools, came);
    return schools.map((school, i) =>
      shareRow({ lot, school, came: came[i]!, transferPence: transfers[i]!, alone }),
    );
  });
  const costs = costShares(inputs);
  const rows = withRunningCosts(lotRows, costs);
  const transfers = transfersOf(rows, costs);
  return {
    roundId: award.roundId,
    consortiumId: award.consortiumId,
    fundId: award.fundId,
    rule: award.sharingRule,
    inputHash,
    rows,
    ...(transfers.length > 0 && { transfers }),
    ...(costs.totalPence > 0 && { runningCostPence: costs.totalPence }),
  };
}

interface Shared {
  readonly lot: WholeLot;
  readonly school: SchoolUnits;
  readonly came: Came;
  readonly transferPence: number;
  readonly alone: BestAlone;
}

function shareRow({ lot, school, came, transferPence, alone }: Shared): ShareRow {
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
    ...unrealisedOf(came, compared),
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

/** The saving on what never came, at the prices that were agreed. */
function unrealisedOf(
  { ordered, quantity, awardedPence, agreedPence }: Came,
  { baselineOfAll, baseline }: Compared,
): Pick<ShareRow, 'unrealised'> {
  if (quantity === ordered) return {};
  const savingPence = baselineOfAll - baseline - (awardedPence - agreedPence);
  return { unrealised: { quantity: ordered - quantity, savingPence } };
}

/** Units bought because more cost less save nothing unless someone needs them: both are said. */
function spareOf(
  { shares }: SchoolUnits,
  { quantity }: Came,
  { baseline }: Compared,
  paysPence: number,
): Pick<ShareRow, 'spare'> {
  const extra = sumPence(shares.map(({ share }) => share.spareQuantity ?? 0));
  const spare = Math.min(extra, quantity);
  if (spare === 0) return {};
  const needed = ratioPence(baseline, quantity - spare, quantity);
  return { spare: { quantity: spare, savingPence: needed - paysPence } };
}
