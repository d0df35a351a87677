import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, process, readModel } from '#libs/event-sourcing';
import { savingsCommands } from '#messages/savings';
import { FindBaselineHandler, FindRoundPartyHandler } from './find-baseline.read-model.js';
import { FindHistoryHandler } from './find-history.read-model.js';
import { indicativeRounds } from './indicative.read-model.js';
import { FindRuleComparisonHandler } from './rule-comparison.read-model.js';
import { FindSavingsHandler } from './find-savings.read-model.js';
import {
  FindComputedSharesHandler,
  FindSharesHandler,
  FindStatementHandler,
} from './find-shares.read-model.js';
import { FindWhatIfHandler } from './find-what-if.read-model.js';
import { settleOnClose } from './settle-on-close.process.js';
import { shares } from './shares.decider.js';
import { roundShares } from './shares.read-model.js';

@Module({
  imports: [CqrsModule, TypeOrmModule.forFeature([...roundShares.rows, ...indicativeRounds.rows])],
  providers: [
    ...commandHandlers(savingsCommands, shares),
    readModel(roundShares),
    readModel(indicativeRounds),
    process(settleOnClose),
    FindSharesHandler,
    FindComputedSharesHandler,
    FindStatementHandler,
    FindBaselineHandler,
    FindRoundPartyHandler,
    FindSavingsHandler,
    FindHistoryHandler,
    FindWhatIfHandler,
    FindRuleComparisonHandler,
  ],
})
export class SavingsModule {}
