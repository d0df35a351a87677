import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  ApproveAward,
  CancelTender,
  DraftTender,
  FindAwardCase,
  FindAwardExplanation,
  FindBestAward,
  FindContracts,
  FindFeedback,
  FindTender,
  FindTenders,
  PublishTender,
  RecommendAward,
  RecordQualityScores,
  ReturnRecommendation,
  ReviseTender,
  SetQuoteAside,
  SignContract,
  type AwardExplanationAnswer,
  type AwardCases,
  type BestAwardAnswer,
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

  @Post('tenders/:tenderId/quality-scores')
  scoreQuality(@Sent(RecordQualityScores) accepted: Accepted) {
    return accepted;
  }

  @Get('tenders/:tenderId/best-award')
  bestAward(@Found(FindBestAward) found: BestAwardAnswer) {
    return found;
  }

  @Get('tenders/:tenderId/best-award/explanation')
  explanation(@Found(FindAwardExplanation) found: AwardExplanationAnswer) {
    return found;
  }

  @Get('tenders/:tenderId/best-award/case')
  awardCase(@Found(FindAwardCase) found: AwardCases) {
    return found;
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
