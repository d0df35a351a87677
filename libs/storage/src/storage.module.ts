import {
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  EVENT_STORE,
  EventSourcingModule,
  logger,
  readSideConnections,
} from '#libs/event-sourcing';
import {
  createKurrentEventStore,
  createPostgresEventStore,
  StoreFailed,
  type EventStore,
  type KurrentEventStore,
} from '#libs/event-store';
import { flushAppends, flushEvents, storeFaults } from '#libs/metrics';
import { CannotStart } from './cannot-start.js';
import { databaseOf, type Configuration } from './configuration.js';
import { measured } from './measured-store.js';

/** Token of the `Configuration`. */
export const CONFIGURATION = Symbol('configuration');

/** Readers, pages and sign-in of one process; the event store has connections of its own. */
const connections = 15;

const closed = new WeakSet<Configuration>();

/** Closes the log after everything that follows it has stopped. */
@Injectable()
class StoreCloser implements OnApplicationShutdown {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
    closed.add(this.configuration);
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
      connectTimeoutMS: 10_000,
      extra: readSideConnections,
      autoLoadEntities: true,
      synchronize: false,
      retryAttempts: 3,
    }),
  });
}

function log(url: string, configuration: Configuration): DynamicModule {
  // A database that stops right after us still says goodbye to connections that are closing.
  const onFault = ({ message }: Error): void => {
    if (closed.has(configuration)) return;
    storeFaults.inc();
    logger.warn({ fault: message }, 'The event store tries again.');
  };
  const onFlush = ({ appends, events }: { appends: number; events: number }): void => {
    flushAppends.observe(appends);
    flushEvents.observe(events);
  };
  const { eventStoreUrl } = configuration;
  return EventSourcingModule.forRootAsync({
    useFactory: async () => ({
      store: measured(
        eventStoreUrl === undefined
          ? await createPostgresEventStore({ url, onFault, onFlush })
          : await kurrentLog({ url: eventStoreUrl, databaseUrl: url, onFault }),
      ),
      secret: configuration.secrets.inputSecret.toString('base64url'),
    }),
  });
}

/** Whoever named a server that does not answer is told so, and not by a stack. */
async function kurrentLog(of: KurrentEventStore): Promise<EventStore> {
  try {
    return await createKurrentEventStore(of);
  } catch (fault) {
    if (!(fault instanceof StoreFailed)) throw fault;
    const { message } = fault;
    throw new CannotStart(`The log in EVENT_STORE cannot be opened. ${message}`, { cause: fault });
  }
}
