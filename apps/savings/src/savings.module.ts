import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, process, readModel } from '#libs/event-sourcing';
import { savingsCommands } from '#messages/savings';
import { FindHistoryHandler } from './find-history.read-model.js';
import {
  FindComputedSharesHandler,
  FindSharesHandler,
  FindStatementHandler,
} from './find-shares.read-model.js';
import { settleOnClose } from './settle-on-close.process.js';
import { shares } from './shares.decider.js';
import { OpenedQuoteRow, roundShares, RoundRow, SourceRow } from './shares.read-model.js';

@Module({
  imports: [CqrsModule, TypeOrmModule.forFeature([RoundRow, OpenedQuoteRow, SourceRow])],
  providers: [
    ...commandHandlers(savingsCommands, shares),
    readModel(roundShares),
    process(settleOnClose),
    FindSharesHandler,
    FindComputedSharesHandler,
    FindStatementHandler,
    FindHistoryHandler,
  ],
})
export class SavingsModule {}
