import { HealthController } from './health.controller.js';
import { HistoryController } from './history.controller.js';
import { InvitationsController } from './invitations.controller.js';
import { LedgerController } from './ledger.controller.js';
import { MembershipController } from './membership.controller.js';
import { OperationsController } from './operations.controller.js';
import { OrdersController } from './orders.controller.js';
import { QuotesController } from './quotes.controller.js';
import { RoundsController } from './rounds.controller.js';
import { SavingsController } from './savings.controller.js';
import { TendersController } from './tenders.controller.js';
import { TokensController } from './tokens.controller.js';

/** Every controller that answers with JSON. */
export const api = [
  HealthController,
  TokensController,
  InvitationsController,
  MembershipController,
  RoundsController,
  SavingsController,
  TendersController,
  QuotesController,
  OrdersController,
  LedgerController,
  HistoryController,
  OperationsController,
];
