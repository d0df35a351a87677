import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, process, readModel } from '#libs/event-sourcing';
import { fundCommands } from '#messages/ledger';
import {
  FindFundHandler,
  FindFundsHandler,
  FindPayablesHandler,
  FindRoundSettlementHandler,
} from './find-funds.read-model.js';
import { fund } from './fund.decider.js';
import { FundRow, funds, PartyMoneyRow, PayableRow, ReservationRow } from './funds.read-model.js';
import {
  FindLedgerHandler,
  FindTrialBalanceHandler,
  journal,
  LegRow,
} from './journal.read-model.js';
import { postOnMatch } from './post-on-match.process.js';
import { reserveOnDemand } from './reserve-on-demand.process.js';

@Module({
  imports: [
    CqrsModule,
    TypeOrmModule.forFeature([FundRow, PartyMoneyRow, ReservationRow, PayableRow, LegRow]),
  ],
  providers: [
    ...commandHandlers(fundCommands, fund),
    readModel(funds),
    readModel(journal),
    process(reserveOnDemand),
    process(postOnMatch),
    FindFundsHandler,
    FindFundHandler,
    FindPayablesHandler,
    FindRoundSettlementHandler,
    FindLedgerHandler,
    FindTrialBalanceHandler,
  ],
})
export class LedgerModule {}
