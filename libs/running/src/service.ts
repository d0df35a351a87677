import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { logTo } from '#libs/event-sourcing';
import { makeLog } from '#libs/http';
import { CannotStart, readConfiguration, StorageModule, type ServiceName } from '#libs/storage';
import { serve } from '#libs/transport';
import type { Messages } from '#messages/messages';
import { neighbours } from './contexts.js';
import { OperationsModule } from './operations.module.js';
import { sayReady, stopWhenAsked } from './stopping.js';

@Module({})
class Service {}

/**
 * Runs one context as a process of its own until it is asked to stop: its module on the database of
 * the configuration, the other contexts as neighbours. A `main.ts` does nothing else.
 */
export async function runService(messages: Messages, module: Type | DynamicModule): Promise<void> {
  await orSay(async () => {
    const configuration = readConfiguration();
    logTo(makeLog().child({ process: messages.name }));
    const imports = [
      StorageModule.forRoot(configuration),
      OperationsModule.of(messages.name),
      ...neighbours(configuration, messages.name),
    ];
    const running = await serve(
      messages,
      { module: Service, imports: [...imports, module] },
      {
        host: configuration.servicesHost,
        port: configuration.services[messages.name as ServiceName].port,
        secret: configuration.secrets.serviceSecret,
      },
    );
    stopWhenAsked(() => running.close());
    sayReady();
  });
}

/** What stands in the way of a start is a sentence and exit 1; a bug shows its stack. */
export async function orSay(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (failure) {
    console.error(failure instanceof CannotStart ? failure.message : failure);
    process.exit(1);
  }
}
