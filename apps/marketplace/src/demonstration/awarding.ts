import { orderIdOf, PlaceOrder } from '#messages/orders';
import {
  ApproveAward,
  contractIdOf,
  FindContracts,
  RecommendAward,
  SignContract,
  type ContractView,
} from '#messages/tenders';
import { lotIdOf, quoteIdOf, tenderIdOf, type DemoRound } from './buying.js';
import { partyOf, type Cast } from './cast.js';
import { consortiumId, partyIdOf, supplierIdOf } from './people.js';
import type { Stage } from './stage.js';

/** Who wins which item, when, and why where a reason is wanted. */
export interface DemoAward {
  readonly winners: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly recommendedAt: string;
  readonly approvedAt: string;
  readonly signedAt: string;
  readonly orderedAt: string;
}

/** One recommends, another approves, the parties sign, and the lead orders. */
export async function award(
  stage: Stage,
  cast: Cast,
  round: DemoRound,
  { winners, reason, ...when }: DemoAward,
): Promise<void> {
  const tenderId = tenderIdOf(round.name);
  const choices = Object.entries(winners).map(([item, supplier]) => ({
    lotId: lotIdOf(round.name, item),
    quoteId: quoteIdOf(round.name, supplier),
  }));
  const recommending = { as: cast.lead, at: when.recommendedAt };
  await stage.ask(RecommendAward, { tenderId, choices, reason }, recommending);
  await stage.ask(ApproveAward, { tenderId }, { as: cast.awardApprover, at: when.approvedAt });
  for (const { party, supplier } of pairsOf(round, winners)) {
    const contractId = contractIdOf(tenderId, partyIdOf(party), supplierIdOf(supplier));
    await stage.until('a contract is issued', () => isIssued(stage, tenderId, contractId));
    const signing = { as: cast.approverOf(party), at: when.signedAt };
    await stage.ask(SignContract, { contractId }, signing);
  }
  for (const supplierId of new Set(Object.values(winners).map(supplierIdOf))) {
    const placing = { as: cast.lead, at: when.orderedAt };
    await stage.ask(PlaceOrder, { tenderId, supplierId, consortiumId }, placing);
  }
}

export function ordersOf(round: string, suppliers: readonly string[]): string[] {
  return suppliers.map((supplier) => orderIdOf(tenderIdOf(round), supplierIdOf(supplier)));
}

/** Each contracting party with each supplier of something that its schools wanted. */
function pairsOf({ demand }: DemoRound, winners: DemoAward['winners']) {
  const pairs = demand.map(([urn, item]) => ({
    party: partyOf(urn),
    supplier: winners[item] ?? '',
  }));
  return [...new Map(pairs.map((pair) => [`${pair.party} ${pair.supplier}`, pair])).values()];
}

async function isIssued(stage: Stage, tenderId: string, contractId: string): Promise<boolean> {
  const issued = await stage.find<ContractView[], FindContracts>(FindContracts, { tenderId });
  return issued.some((contract) => contract.contractId === contractId);
}
