import { Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { OperationsModule } from '#libs/running';
import type { Configuration } from '#libs/storage';
import { gatewayOn } from '../../gateway/src/gateway-on.js';
import { startGateway } from '../../gateway/src/start-gateway.js';
import { contextModules } from './contexts.js';

@Module({})
class Marketplace {}

/** Everything in one process. Settles when it takes requests; `close` drains it. */
export function startMarketplace(
  configuration: Configuration,
  log?: Logger,
): Promise<NestExpressApplication> {
  const { host, port, publicUrl } = configuration;
  const operations = OperationsModule.of('marketplace');
  const imports = [...gatewayOn(configuration), operations, ...contextModules];
  const module = { module: Marketplace, imports };
  return startGateway(module, { host, port, publicUrl, ...(log && { log }) });
}
