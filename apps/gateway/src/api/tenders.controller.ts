import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  ApproveAward,
  CancelTender,
  DraftTender,
  FindContracts,
  FindFeedback,
  FindTender,
  FindTenders,
  PublishTender,
  RecommendAward,
  ReturnRecommendation,
  ReviseTender,
  SetQuoteAside,
  SignContract,
  type ContractView,
  type LotFeedback,
  type TenderSummary,
  type TenderView,
} from '#messages/tenders';

@Controller('api/v1')
export class TendersController {
  @Get('tenders')
  tenders(@Found(FindTenders) found: TenderSummary[]) {
    return found;
  }

  @Post('tenders')
  draft(@Sent(DraftTender) accepted: Accepted) {
    return accepted;
  }

  @Get('tenders/:tenderId')
  tender(@Found(FindTender) found: TenderView) {
    return found;
  }

  @Post('tenders/:tenderId/revisions')
  revise(@Sent(ReviseTender) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/publication')
  publish(@Sent(PublishTender) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/cancellation')
  cancel(@Sent(CancelTender) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/exclusions')
  setAside(@Sent(SetQuoteAside) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/recommendation')
  recommend(@Sent(RecommendAward) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/award')
  approve(@Sent(ApproveAward) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/recommendation/return')
  returnRecommendation(@Sent(ReturnRecommendation) accepted: Accepted) {
    return accepted;
  }

  @Get('tenders/:tenderId/feedback/:supplierId')
  feedback(@Found(FindFeedback) found: LotFeedback[]) {
    return found;
  }

  @Get('contracts')
  contracts(@Found(FindContracts) found: ContractView[]) {
    return found;
  }

  @Post('contracts/:contractId/signature')
  sign(@Sent(SignContract) accepted: Accepted) {
    return accepted;
  }
}
