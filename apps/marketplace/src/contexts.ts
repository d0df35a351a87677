import { LedgerModule } from '../../ledger/src/ledger.module.js';
import { MembershipModule } from '../../membership/src/membership.module.js';
import { OrdersModule } from '../../orders/src/orders.module.js';
import { QuotesModule } from '../../quotes/src/quotes.module.js';
import { SavingsModule } from '../../savings/src/savings.module.js';
import { TendersModule } from '../../tenders/src/tenders.module.js';

/** Every context, to run in one process. */
export const contextModules = [
  MembershipModule,
  OrdersModule,
  TendersModule,
  QuotesModule,
  LedgerModule,
  SavingsModule,
];
