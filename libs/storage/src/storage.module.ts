import {
  Inject,
  Injectable,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EVENT_STORE, EventSourcingModule } from '#libs/event-sourcing';
import { createPostgresEventStore, type EventStore } from '#libs/event-store';
import { databaseOf, type Configuration } from './configuration.js';

/** Token of the `Configuration`. */
export const CONFIGURATION = Symbol('configuration');

/** Readers, pages and sign-in of one process; the event store has connections of its own. */
const connections = 15;

/** Closes the log after everything that follows it has stopped. */
@Injectable()
class StoreCloser implements OnApplicationShutdown {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

/**
 * Global: the event store, the read side's database and the configuration. Throws `CannotStart`
 * when no database is running. Makes no tables of read models or sign-in: their libs do.
 */
@Module({})
export class StorageModule {
  static forRoot(configuration: Configuration): DynamicModule {
    const url = databaseOf(configuration);
    return {
      module: StorageModule,
      global: true,
      imports: [database(url), log(url, configuration)],
      providers: [{ provide: CONFIGURATION, useValue: configuration }, StoreCloser],
      exports: [CONFIGURATION],
    };
  }
}

function database(url: string): DynamicModule {
  return TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'postgres',
      url,
      applicationName: 'read-side',
      poolSize: connections,
      autoLoadEntities: true,
      synchronize: false,
      retryAttempts: 3,
    }),
  });
}

function log(url: string, { secrets }: Configuration): DynamicModule {
  const logger = new Logger('event-store');
  return EventSourcingModule.forRootAsync({
    useFactory: async () => ({
      store: await createPostgresEventStore({
        url,
        onFault: ({ message }) => logger.warn(message),
      }),
      secret: secrets.inputSecret.toString('base64url'),
    }),
  });
}
