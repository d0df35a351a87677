import { Controller, Get, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
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
  seal(@Sent(SealQuote) accepted: Accepted, @Res({ passthrough: true }) response: Response) {
    return uncounted(accepted, response);
  }

  @Post('tenders/:tenderId/submissions/:supplierId/withdrawal')
  withdraw(
    @Sent(WithdrawQuote) accepted: Accepted,
    @Res({ passthrough: true }) response: Response,
  ) {
    return uncounted(accepted, response);
  }

  @Post('tenders/:tenderId/submissions/:supplierId/abstention')
  decline(@Sent(DeclineTender) accepted: Accepted, @Res({ passthrough: true }) response: Response) {
    return uncounted(accepted, response);
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

/** A revision would tell a supplier how many others wrote to the same tender before. */
function uncounted({ stream, position }: Accepted, response: Response) {
  response.removeHeader('ETag');
  return { stream, position };
}
