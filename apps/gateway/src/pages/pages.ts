import { AccountPages } from '../account/account.page.js';
import { ApprovalPages } from './approvals.page.js';
import { AssessmentPages } from './assessment.page.js';
import { AuditPage } from './audit.page.js';
import { AwardPages } from './award.page.js';
import { BudgetPages } from './budget.page.js';
import { CommitmentPages } from './commitment.page.js';
import { ConsortiaPages } from './consortia.page.js';
import { ContractPages } from './contracts.page.js';
import { CreditNotePages } from './credit-note.page.js';
import { DecisionPages } from './decision.page.js';
import { EventPages } from './events.page.js';
import { AwardExplanationPages } from './explanation.page.js';
import { FundMoneyPages } from './fund-money.page.js';
import { FundRefundPages } from './fund-refunds.page.js';
import { FundPages } from './funds.page.js';
import { HomePage } from './home.page.js';
import { InvoicePages } from './invoice.page.js';
import { LedgerPages } from './ledger.page.js';
import { MembersPages } from './members.page.js';
import { OperationsPage } from './operations.page.js';
import { OrderPages } from './orders.page.js';
import { OwnQuotesPages } from './own-quotes.page.js';
import { PeoplePages } from './people.page.js';
import { QuotePages } from './quote.page.js';
import { QualityPages } from './quality.page.js';
import { ReceiptPages } from './receipt.page.js';
import { RecommendationPages } from './recommendation.page.js';
import { RefusedAskPages } from './refused-ask.page.js';
import { RegisterPages } from './register.page.js';
import { RoundActs } from './round-acts.page.js';
import { RoundDraftPages } from './round-draft.page.js';
import { RoundRulePages } from './round-rule.page.js';
import { RoundPages } from './round.page.js';
import { RoundsPage } from './rounds.page.js';
import { CostConfirmationPages } from './cost-confirmation.page.js';
import { SavingsInputPages } from './savings-inputs.page.js';
import { SavingsOverviewPages } from './savings-overview.page.js';
import { SavingsPages } from './savings.page.js';
import { ShortagePages } from './shortage.page.js';
import { StatementPages } from './statement.page.js';
import { StaticPages } from './static.page.js';
import { TenderActsPages } from './tender-acts.page.js';
import { TenderTermsPages } from './tender-terms.page.js';
import { TendersPage } from './tenders.page.js';
import { WhatIfPages } from './what-if.page.js';

/** Literal addresses come first: `/rounds/new` before `/rounds/:roundId`. */
const roundPages = [
  RoundsPage,
  RoundDraftPages,
  RoundActs,
  RoundRulePages,
  CommitmentPages,
  RoundPages,
  ApprovalPages,
  BudgetPages,
];
const membershipPages = [HomePage, ConsortiaPages, PeoplePages, MembersPages, RegisterPages];

const tenderPages = [
  TendersPage,
  TenderTermsPages,
  TenderActsPages,
  QuotePages,
  OwnQuotesPages,
  AssessmentPages,
  QualityPages,
  RecommendationPages,
  DecisionPages,
  AwardExplanationPages,
  AwardPages,
  ContractPages,
];

/** What was ordered, paid and saved, and what stands behind every figure. */
const moneyPages = [
  OrderPages,
  ReceiptPages,
  InvoicePages,
  ShortagePages,
  CreditNotePages,
  FundRefundPages,
  FundPages,
  FundMoneyPages,
  LedgerPages,
  SavingsOverviewPages,
  SavingsInputPages,
  CostConfirmationPages,
  SavingsPages,
  WhatIfPages,
  StatementPages,
  EventPages,
  AuditPage,
];

/** Every controller that answers with a page. */
export const pages = [
  AccountPages,
  StaticPages,
  ...membershipPages,
  ...roundPages,
  ...tenderPages,
  ...moneyPages,
  OperationsPage,
  RefusedAskPages,
];
