import { AccountPages } from '../account/account.page.js';
import { ApprovalPages } from './approvals.page.js';
import { AssessmentPages } from './assessment.page.js';
import { AwardPages } from './award.page.js';
import { BudgetPages } from './budget.page.js';
import { CommitmentPages } from './commitment.page.js';
import { ConsortiaPages } from './consortia.page.js';
import { ContractPages } from './contracts.page.js';
import { DecisionPages } from './decision.page.js';
import { HomePage } from './home.page.js';
import { MembersPages } from './members.page.js';
import { OwnQuotesPages } from './own-quotes.page.js';
import { PeoplePages } from './people.page.js';
import { QuotePages } from './quote.page.js';
import { RegisterPages } from './register.page.js';
import { RoundActs } from './round-acts.page.js';
import { RoundDraftPages } from './round-draft.page.js';
import { RoundPages } from './round.page.js';
import { RoundsPage } from './rounds.page.js';
import { StaticPages } from './static.page.js';
import { TenderActsPages } from './tender-acts.page.js';
import { TenderTermsPages } from './tender-terms.page.js';
import { TendersPage } from './tenders.page.js';

/** Literal addresses come first: `/rounds/new` before `/rounds/:roundId`. */
const roundPages = [
  RoundsPage,
  RoundDraftPages,
  RoundActs,
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
  DecisionPages,
  AwardPages,
  ContractPages,
];

/** Every controller that answers with a page. */
export const pages = [AccountPages, StaticPages, ...membershipPages, ...roundPages, ...tenderPages];
