import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import type { Configuration } from '#libs/storage';
import { gatewayOn } from '../../gateway/src/gateway-on.js';
import { startGateway } from '../../gateway/src/start-gateway.js';
import { LedgerModule } from '../../ledger/src/ledger.module.js';
import { MembershipModule } from '../../membership/src/membership.module.js';
import { QuotesModule } from '../../quotes/src/quotes.module.js';
import { SavingsModule } from '../../savings/src/savings.module.js';

const contexts = [MembershipModule, QuotesModule, LedgerModule, SavingsModule];

@Module({})
class Marketplace {}

export interface HowToStart {
  /** Every page says that the data are invented. */
  readonly demonstration?: boolean;
  readonly log?: Logger;
}

/** Everything in one process. Settles when it takes requests; `close` drains it. */
export function startMarketplace(
  configuration: Configuration,
  { demonstration = false, log }: HowToStart = {},
): Promise<NestExpressApplication> {
  const { host, port, publicUrl } = configuration;
  const imports = [...gatewayOn(configuration, demonstration), ...contexts];
  const module = { module: Marketplace, imports };
  return startGateway(module, { host, port, publicUrl, ...(log && { log }) });
}
