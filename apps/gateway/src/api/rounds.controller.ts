import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  AcceptSharingRule,
  ApproveDemand,
  CancelRound,
  CloseRound,
  CommitDemand,
  DeclineRound,
  DraftRound,
  FindRound,
  FindRounds,
  OpenRound,
  ProposeSharingRule,
  RejectDemand,
  ReviseRound,
  WithdrawDemand,
  type RoundSummary,
  type RoundView,
} from '#messages/rounds';
import { FindRuleComparison, type RuleComparison } from '#messages/rule-comparison';
import { FindShares, FindStatement, type Shares, type Statement } from '#messages/savings';
import { FindWhatIf, type WhatIf } from '#messages/what-if';

@Controller('api/v1/rounds')
export class RoundsController {
  @Get()
  rounds(@Found(FindRounds) found: RoundSummary[]) {
    return found.map((round) => ({ id: round.roundId, ...round }));
  }

  @Post()
  draft(@Sent(DraftRound) accepted: Accepted) {
    return accepted;
  }

  @Get(':roundId')
  round(@Found(FindRound) found: RoundView) {
    return found;
  }

  @Post(':roundId/revisions')
  revise(@Sent(ReviseRound) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/opening')
  open(@Sent(OpenRound) accepted: Accepted) {
    return accepted;
  }

  /** What each rule would give each school, before anybody has quoted. */
  @Get(':roundId/sharing-rule')
  compareRules(@Found(FindRuleComparison) found: RuleComparison) {
    return found;
  }

  @Post(':roundId/sharing-rule/proposals')
  proposeRule(@Sent(ProposeSharingRule) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/sharing-rule/proposals/:proposalId/acceptances')
  acceptRule(@Sent(AcceptSharingRule) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/demand/:schoolUrn')
  commit(@Sent(CommitDemand) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/demand/:schoolUrn/approval')
  approve(@Sent(ApproveDemand) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/demand/:schoolUrn/rejection')
  reject(@Sent(RejectDemand) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/demand/:schoolUrn/withdrawal')
  withdraw(@Sent(WithdrawDemand) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/demand/:schoolUrn/abstention')
  decline(@Sent(DeclineRound) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/cancellation')
  cancel(@Sent(CancelRound) accepted: Accepted) {
    return accepted;
  }

  @Post(':roundId/closure')
  close(@Sent(CloseRound) accepted: Accepted) {
    return accepted;
  }

  /** None before the award. */
  @Get(':roundId/shares')
  shares(@Found(FindShares) found: Shares | null) {
    return found?.rows ?? [];
  }

  /** Worked out and never kept; 404 before the award for those who do not oversee the consortium. */
  @Get(':roundId/what-if')
  whatIf(@Found(FindWhatIf) found: WhatIf) {
    return found;
  }

  @Get(':roundId/statements/:schoolUrn')
  statement(@Found(FindStatement) found: Statement) {
    return found;
  }
}
