import {
  awardsOfCost,
  bestAward,
  exactCost,
  modelFaults,
  solverOfThread,
  type Award,
  type BestAward,
  type TenderModel,
} from '#libs/award';
import { Unsupported, type Input } from './case-inputs.js';

/** The tender of a case as it is written there. */
interface CaseTender {
  readonly lots: readonly CaseLot[];
  readonly bids: readonly CaseBid[];
  readonly supplierUnitCapacity?: Readonly<Record<string, number>>;
  readonly bundles?: readonly { supplier: string; lots: string[]; percentOff: number }[];
  readonly spendRebates?: readonly { supplier: string; steps: CaseStep[] }[];
  readonly maxSuppliersPerLot?: number | null;
  readonly maxWinners?: number | null;
  /** Draws the lot among equals; `cases` unless said. */
  readonly seed?: string;
  /** As the certificate of an award names its tender: the answer then tells its own. */
  readonly inputHash?: string;
}

interface CaseLot {
  readonly id: string;
  readonly quantity: number;
  readonly reserveUnitPence?: number;
  readonly maxSuppliers?: number;
  readonly spareUnits?: number;
  readonly schools?: number;
}

interface CaseBid {
  /** Names the bid; supplier and lot do unless said. */
  readonly id?: string;
  readonly supplier: string;
  readonly lot: string;
  readonly mode: 'all_units' | 'incremental';
  readonly tiers: readonly { from_: number; unitPence: number }[];
  readonly capacity?: number | null;
  readonly minimumAward?: number | null;
  readonly fixedFeePence?: number | null;
  readonly deliveryPencePerSchool?: number;
  readonly qualityPencePerUnit?: number;
  readonly qualityScore?: number;
}

interface CaseStep {
  readonly atPence: number;
  readonly percent: number;
}

/** For one tender: what is not proved by then is told as it stands. */
export const usualSeconds = 160;

/** Lots can be shared out in this many ways at most for every award of least cost to be listed. */
const mostCombinations = 100_000_000;

/** Is it a tender? Such cases may name no family. */
export function isTender({ lots, bids }: Input): boolean {
  return Array.isArray(lots) && Array.isArray(bids);
}

/**
 * The least cost, the awards that cost that, whether there is more than one, whether it is proved.
 * `awards` lists all of them where the tender is small enough, and else is the one award itself. When
 * time runs out, the best that was found, `proved` false, with the bound.
 */
export async function awards(input: Input, seconds = usualSeconds): Promise<object> {
  if (!isTender(input)) throw new Unsupported('A tender has lists of “lots” and of “bids”.');
  const tender = input as unknown as CaseTender;
  const model = modelOf(tender);
  const faults = modelFaults(model);
  if (faults.length > 0) throw new Unsupported(faults.join(' '));
  const best = bestAward(await solverOfThread(), model, {
    seconds,
    seed: tender.seed ?? 'cases',
  });
  if (!best.award) throw new Unsupported(nothing[best.outcome]);
  const { costPence, proved, optimalSolutions } = best;
  const cost = exactCost(model, best.award).total;
  const all = proved ? awardsOfCost(model, cost, mostCombinations) : undefined;
  const said = (award: Award) => winsOf(tender, award);
  return {
    costPence,
    awards: all ? all.map(said) : said(best.award),
    optimalSolutions: all ? (all.length === 1 ? 1 : '>1') : optimalSolutions,
    proved,
    ...(!proved && { boundPence: best.boundPence, gapPence: best.gapPence }),
    ...(tender.inputHash !== undefined && { inputHash: best.certificate.inputHash }),
  };
}

const nothing: Record<BestAward['outcome'], string> = {
  awarded: '',
  impossible: 'No award fills every lot that has no reserve price.',
  'nothing found': 'No award was found before time ran out.',
};

function modelOf(tender: CaseTender): TenderModel {
  const maxSuppliers = tender.maxSuppliersPerLot ?? undefined;
  return {
    lots: tender.lots.map(({ id: lotId, quantity, reserveUnitPence, ...lot }) => ({
      lotId,
      quantity,
      ...(reserveUnitPence !== undefined && { reserveUnitPence }),
      ...(maxSuppliers !== undefined && { maxSuppliers }),
      ...given(lot, 'maxSuppliers', 'spareUnits', 'schools'),
    })),
    quotes: tender.bids.map((bid) => ({
      quoteId: idOf(bid),
      supplierId: bid.supplier,
      lotId: bid.lot,
      schedule: {
        basis: bid.mode === 'all_units' ? 'all-units' : 'incremental',
        tiers: bid.tiers.map((tier) => ({
          fromQuantity: tier.from_,
          unitPricePence: tier.unitPence,
        })),
      },
      ...(typeof bid.capacity === 'number' && { capacity: bid.capacity }),
      minimumAward: bid.minimumAward ?? 1,
      fixedFeePence: bid.fixedFeePence ?? 0,
      ...given(bid, 'deliveryPencePerSchool', 'qualityPencePerUnit', 'qualityScore'),
    })),
    supplierCapacity: tender.supplierUnitCapacity ?? {},
    bundles: (tender.bundles ?? []).map(({ supplier, lots, percentOff }) => ({
      supplierId: supplier,
      lotIds: lots,
      offBasisPoints: basisPoints(percentOff),
    })),
    rebates: (tender.spendRebates ?? []).map(({ supplier, steps }) => ({
      supplierId: supplier,
      steps: steps.map(({ atPence, percent }) => ({
        fromSpendPence: atPence,
        rateBasisPoints: basisPoints(percent),
      })),
    })),
    ...(typeof tender.maxWinners === 'number' && { maxWinners: tender.maxWinners }),
  };
}

/** In the order of the bids. */
function winsOf({ bids }: CaseTender, award: Award): object[] {
  return bids.flatMap((bid) => {
    const won = award.find(({ quoteId }) => quoteId === idOf(bid));
    return won ? [{ supplier: bid.supplier, lot: bid.lot, quantity: won.quantity }] : [];
  });
}

function idOf({ id, supplier, lot }: CaseBid): string {
  return id ?? JSON.stringify([supplier, lot]);
}

/** Those of the fields that are there. */
function given<Fields extends object, Name extends keyof Fields>(
  fields: Fields,
  ...names: Name[]
): Partial<Pick<Fields, Name>> {
  const there = names.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(there.map((name) => [name, fields[name]])) as Partial<
    Pick<Fields, Name>
  >;
}

/** Two decimals of a per cent; 2.55 is 255, though 2.55 × 100 is not. */
function basisPoints(percent: number): number {
  const points = Math.round(percent * 100);
  return Math.abs(points - percent * 100) < 1e-6 ? points : Number.NaN;
}
