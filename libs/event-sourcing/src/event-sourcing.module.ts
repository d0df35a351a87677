import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { upcasters as published } from '#messages/upcasters';
import { AskAgainHandler } from './ask-again.js';
import { Buses } from './buses.js';
import { CommandHandling } from './command-handling.js';
import { EventSourcing } from './event-sourcing.js';
import { FindDueTimesHandler, FindReadersHandler, FindRefusedAsksHandler } from './operations.js';
import { EVENT_SOURCING_OPTIONS, EVENT_STORE, type EventSourcingOptions } from './options.js';
import { Readers } from './readers.js';
import { upcasting } from './upcasting.js';

/** Global: what contexts need to decide and to follow. Wants TypeOrmModule.forRoot beside it. */
@Module({})
export class EventSourcingModule {
  static forRoot(options: EventSourcingOptions): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
  }: {
    imports?: ModuleMetadata['imports'];
    inject?: FactoryProvider['inject'];
    useFactory: (...args: never[]) => EventSourcingOptions | Promise<EventSourcingOptions>;
  }): DynamicModule {
    return {
      module: EventSourcingModule,
      global: true,
      imports: [CqrsModule, ...imports],
      providers: [
        {
          provide: EVENT_SOURCING_OPTIONS,
          inject,
          useFactory: useFactory as FactoryProvider['useFactory'],
        },
        {
          provide: EVENT_STORE,
          inject: [EVENT_SOURCING_OPTIONS],
          useFactory: ({ store, upcasters = published }: EventSourcingOptions) =>
            upcasting(store, upcasters),
        },
        Readers,
        Buses,
        CommandHandling,
        EventSourcing,
        AskAgainHandler,
        FindReadersHandler,
        FindDueTimesHandler,
        FindRefusedAsksHandler,
      ],
      exports: [CqrsModule, EVENT_STORE, Readers, Buses, CommandHandling, EventSourcing],
    };
  }
}
