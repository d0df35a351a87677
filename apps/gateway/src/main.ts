import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { logTo } from '#libs/event-sourcing';
import { makeLog } from '#libs/http';
import { neighbours, OperationsModule, orSay, sayReady, stopWhenAsked } from '#libs/running';
import { readConfiguration } from '#libs/storage';
import { gatewayOn } from './gateway-on.js';
import { startGateway } from './start-gateway.js';

@Module({})
class Gateway {}

await orSay(async () => {
  const configuration = readConfiguration();
  const log = makeLog().child({ process: 'gateway' });
  logTo(log);
  const imports = [
    ...gatewayOn(configuration),
    OperationsModule.of('gateway'),
    ...neighbours(configuration),
  ];
  const app = await startGateway({ module: Gateway, imports }, { ...configuration, log });
  stopWhenAsked(() => app.close());
  sayReady();
});
