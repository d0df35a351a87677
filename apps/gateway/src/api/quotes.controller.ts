import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import type { Accepted } from '#messages/messages';
import {
  DeclineTender,
  FindOpenedQuotes,
  FindOwnSubmission,
  FindSuppliers,
  OpenQuotes,
  RegisterSupplier,
  SealQuote,
  WithdrawQuote,
  type OwnSubmission,
  type RevealedQuote,
  type SupplierSummary,
} from '#messages/quotes';

@Controller('api/v1')
export class QuotesController {
  @Get('suppliers')
  suppliers(@Found(FindSuppliers) found: SupplierSummary[]) {
    return found;
  }

  @Post('suppliers')
  registerSupplier(@Sent(RegisterSupplier) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/submissions/:supplierId/quotes')
  seal(@Sent(SealQuote) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/submissions/:supplierId/withdrawal')
  withdraw(@Sent(WithdrawQuote) accepted: Accepted) {
    return accepted;
  }

  @Post('tenders/:tenderId/submissions/:supplierId/abstention')
  decline(@Sent(DeclineTender) accepted: Accepted) {
    return accepted;
  }

  /** Receipts, never prices. */
  @Get('tenders/:tenderId/submissions/:supplierId')
  submission(@Found(FindOwnSubmission) found: OwnSubmission) {
    return found;
  }

  @Post('tenders/:tenderId/opening')
  open(@Sent(OpenQuotes) accepted: Accepted) {
    return accepted;
  }

  /** None until two people have opened them. */
  @Get('tenders/:tenderId/quotes')
  quotes(@Found(FindOpenedQuotes) found: RevealedQuote[] | null) {
    return found ?? [];
  }
}
