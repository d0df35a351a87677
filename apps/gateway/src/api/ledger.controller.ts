import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import {
  ApproveBudget,
  FindFund,
  FindFunds,
  FindLedger,
  FindPayables,
  FindSupplierRefunds,
  FindTransfers,
  FindTrialBalance,
  OpenFund,
  PaySupplier,
  RecordContribution,
  RecordSupplierRefund,
  RefundMember,
  type FundView,
  type LedgerLine,
  type Payable,
  type SupplierRefundView,
  type TransferView,
  type TrialBalance,
} from '#messages/ledger';
import type { Accepted } from '#messages/messages';

@Controller('api/v1/funds')
export class LedgerController {
  @Get()
  funds(@Found(FindFunds) found: FundView[]) {
    return found;
  }

  @Post()
  open(@Sent(OpenFund) accepted: Accepted) {
    return accepted;
  }

  @Get(':fundId')
  fund(@Found(FindFund) found: FundView) {
    return found;
  }

  @Post(':fundId/budgets')
  approveBudget(@Sent(ApproveBudget) accepted: Accepted) {
    return accepted;
  }

  @Get(':fundId/payables')
  payables(@Found(FindPayables) found: Payable[]) {
    return found;
  }

  @Post(':fundId/contributions')
  contribute(@Sent(RecordContribution) accepted: Accepted) {
    return accepted;
  }

  @Post(':fundId/payments')
  pay(@Sent(PaySupplier) accepted: Accepted) {
    return accepted;
  }

  @Get(':fundId/transfers')
  transfers(@Found(FindTransfers) found: TransferView[]) {
    return found;
  }

  @Post(':fundId/refunds')
  refund(@Sent(RefundMember) accepted: Accepted) {
    return accepted;
  }

  @Get(':fundId/supplier-refunds')
  supplierRefunds(@Found(FindSupplierRefunds) found: SupplierRefundView[]) {
    return found;
  }

  @Post(':fundId/supplier-refunds')
  takeRefund(@Sent(RecordSupplierRefund) accepted: Accepted) {
    return accepted;
  }

  @Get(':fundId/ledger')
  journal(@Found(FindLedger) found: LedgerLine[]) {
    return found;
  }

  @Get(':fundId/trial-balance')
  trialBalance(@Found(FindTrialBalance) found: TrialBalance) {
    return found;
  }
}
