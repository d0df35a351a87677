import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, process, readModel } from '#libs/event-sourcing';
import { fundCommands } from '#messages/ledger';
import {
  FindRoundSettlementHandler,
  FindSupplierRefundsHandler,
  FindTransfersHandler,
} from './find-corrections.read-model.js';
import { FindFundHandler, FindFundsHandler, FindPayablesHandler } from './find-funds.read-model.js';
import { fund } from './fund.decider.js';
import { funds } from './funds.read-model.js';
import { FindLedgerHandler, FindTrialBalanceHandler, journal } from './journal.read-model.js';
import { postOnMatch } from './post-on-match.process.js';
import { reserveOnDemand } from './reserve-on-demand.process.js';
import { transferOnSettlement } from './transfer-on-settlement.process.js';

@Module({
  imports: [CqrsModule, TypeOrmModule.forFeature([...funds.rows, ...journal.rows])],
  providers: [
    ...commandHandlers(fundCommands, fund),
    readModel(funds),
    readModel(journal),
    process(reserveOnDemand),
    process(postOnMatch),
    process(transferOnSettlement),
    FindFundsHandler,
    FindFundHandler,
    FindPayablesHandler,
    FindTransfersHandler,
    FindSupplierRefundsHandler,
    FindRoundSettlementHandler,
    FindLedgerHandler,
    FindTrialBalanceHandler,
  ],
})
export class LedgerModule {}
