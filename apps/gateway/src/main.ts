import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { neighbours, orSay, sayReady, stopWhenAsked } from '#libs/running';
import { readConfiguration } from '#libs/storage';
import { gatewayOn } from './gateway-on.js';
import { startGateway } from './start-gateway.js';

@Module({})
class Gateway {}

await orSay(async () => {
  const configuration = readConfiguration();
  const imports = [...gatewayOn(configuration), ...neighbours(configuration)];
  const app = await startGateway({ module: Gateway, imports }, configuration);
  stopWhenAsked(() => app.close());
  sayReady();
});
