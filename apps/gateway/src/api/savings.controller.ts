import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  ConfirmRunningCost,
  CorrectBaseline,
  FindSavings,
  FindShares,
  RecordRunningCost,
  type SavingsOverview,
  type Shares,
} from '#messages/savings';

@Controller('api/v1')
export class SavingsController {
  /** Added up by school, party, round, lot or financial year. */
  @Get('savings')
  savings(@Found(FindSavings) found: SavingsOverview) {
    return found;
  }

  /** Shares with their rule, audits, transfers and corrections; 404 before the award. */
  @Get('rounds/:roundId/settlement')
  settlement(@Found(FindShares) found: Shares) {
    return found;
  }

  @Post('rounds/:roundId/running-costs')
  recordCost(@Sent(RecordRunningCost) accepted: Accepted) {
    return accepted;
  }

  @Post('rounds/:roundId/running-costs/:costId/confirmation')
  confirmCost(@Sent(ConfirmRunningCost) accepted: Accepted) {
    return accepted;
  }

  @Post('rounds/:roundId/baselines/:schoolUrn')
  correctBaseline(@Sent(CorrectBaseline) accepted: Accepted) {
    return accepted;
  }
}
