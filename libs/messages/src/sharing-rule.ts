import { IsIn, IsUUID } from 'class-validator';
import { IsText, IsUrn } from './fields.js';
import { AllowedTo, Command } from './messages.js';

/** How a lot's cost is shared; each is explained where its library computes it. */
export const sharingRules = [
  'equal_price',
  'contribution',
  'proportional_to_baseline',
  'held_harmless_equal_price',
  'serial',
  'equal_saving_capped',
  'separable_cost',
  'nucleolus',
] as const;
export type SharingRule = (typeof sharingRules)[number];

/** Another rule for an open round; it takes the place of a proposal that is still open. */
@AllowedTo('lead')
export class ProposeSharingRule extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly proposalId!: string;
  @IsIn(sharingRules) readonly sharingRule!: SharingRule;
  @IsText(500) readonly reason!: string;
}

/** One school's consent; with the last one the round is shared by the new rule. */
@AllowedTo('school-approver')
export class AcceptSharingRule extends Command {
  @IsUUID() readonly roundId!: string;
  @IsUUID() readonly proposalId!: string;
  @IsUrn() readonly schoolUrn!: string;
}

/** Open until every school has accepted it (agreed), or commitment closes first (lapsed). */
export interface RuleProposal {
  readonly proposalId: string;
  readonly status: 'open' | 'agreed' | 'lapsed';
  readonly sharingRule: SharingRule;
  readonly version: number;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  /** Schools whose consent it takes: those with committed demand, and how many have given it. */
  readonly asked: number;
  readonly accepted: number;
  /** Own schools; every school's for those who see all demand. */
  readonly acceptedBy: readonly string[];
  readonly waitingFor: readonly string[];
}
