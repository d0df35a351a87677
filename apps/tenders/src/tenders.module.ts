import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, process, readModel } from '#libs/event-sourcing';
import { contractCommands, tenderCommands } from '#messages/tenders';
import { cancelWithRound } from './cancel-with-round.process.js';
import { contract } from './contract.decider.js';
import {
  AwardRow,
  ContractRow,
  contracts,
  FindAwardHandler,
  FindContractsHandler,
} from './contracts.read-model.js';
import { issueContractsOnAward } from './issue-contracts-on-award.process.js';
import { AwardDesk } from './award-desk.js';
import { AwardSharing, ShareDesk } from './award-sharing.js';
import { AwardSolving } from './award-solving.js';
import {
  FindAwardCaseHandler,
  FindAwardExplanationHandler,
  FindBestAwardHandler,
  WorkOutAwardHandler,
} from './best-award.read-model.js';
import {
  FindFeedbackHandler,
  FindTenderHandler,
  FindTenderOfRoundHandler,
  FindTendersHandler,
} from './find-tenders.read-model.js';
import { tender } from './tender.decider.js';
import { SchoolNameRow, TenderRow, tendersReadModel } from './tenders.read-model.js';

@Module({
  imports: [
    CqrsModule,
    TypeOrmModule.forFeature([TenderRow, SchoolNameRow, ContractRow, AwardRow]),
  ],
  providers: [
    ...commandHandlers(tenderCommands, tender),
    ...commandHandlers(contractCommands, contract),
    readModel(tendersReadModel),
    readModel(contracts),
    process(cancelWithRound),
    process(issueContractsOnAward),
    FindTendersHandler,
    FindTenderHandler,
    FindFeedbackHandler,
    AwardDesk,
    ShareDesk,
    AwardSharing,
    AwardSolving,
    FindBestAwardHandler,
    FindAwardExplanationHandler,
    FindAwardCaseHandler,
    WorkOutAwardHandler,
    FindTenderOfRoundHandler,
    FindAwardHandler,
    FindContractsHandler,
  ],
})
export class TendersModule {}
