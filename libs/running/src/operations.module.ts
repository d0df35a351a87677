import { createServer, type RequestListener, type Server } from 'node:http';
import {
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EVENT_STORE, EventSourcing, logger } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import {
  countProcess,
  readerLagPositions,
  readerLagSeconds,
  readerStatus,
  ready,
  registry,
} from '#libs/metrics';
import { CONFIGURATION, programmeVersion, type Configuration } from '#libs/storage';
import { standingOf, type Standing } from '#libs/transport';

const statuses = ['working', 'waiting', 'retrying', 'poisoned', 'stopped'];

/**
 * For operators alone, on a port that no proxy passes on: `/metrics` for Prometheus, and
 * `/health/live`, `/health/ready` and `/health` of this one process.
 */
@Injectable()
export class Operations implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(EventSourcing) private readonly eventSourcing: EventSourcing,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** A port that is taken costs the figures, not the service. */
  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.configuration.operations;
    const server = createServer(this.answer);
    const failure = await new Promise<Error | undefined>((settle) => {
      server.once('error', settle);
      server.listen({ host, port, exclusive: true }, () => settle(undefined));
    });
    if (failure) {
      const sentence = `No figures are served here: ${host}:${port} cannot be listened on.`;
      logger.warn({ err: failure }, `${sentence} Name another OPERATIONS_PORT.`);
      return;
    }
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private readonly answer: RequestListener = async (request, response) => {
    const [pathname = ''] = (request.url ?? '').split('?');
    const tell = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(text);
    };
    try {
      if (pathname === '/health/live') return tell(200, json, '{"status":"live"}');
      if (!['/metrics', '/health', '/health/ready'].includes(pathname)) {
        return tell(404, 'text/plain', 'Here are /metrics, /health, /health/live, /health/ready.');
      }
      const standing = await standingOf(this.eventSourcing, this.store);
      if (pathname === '/metrics') {
        show(standing);
        return tell(200, registry.contentType, await registry.metrics());
      }
      const isReady = standing.reasons.length === 0;
      const status = isReady ? 'ready' : 'not-ready';
      const said = pathname === '/health' ? { status, ...standing } : { status };
      tell(isReady ? 200 : 503, json, JSON.stringify(said));
    } catch (error) {
      logger.error({ err: error }, 'The figures could not be told.');
      tell(500, 'text/plain', 'The log says why.');
    }
  };
}

const json = 'application/json';

/** Readers come and go with rebuilds: what is shown is what there is now. */
function show({ reasons, readers }: Standing): void {
  ready.set(reasons.length === 0 ? 1 : 0);
  for (const gauge of [readerLagPositions, readerLagSeconds, readerStatus]) gauge.reset();
  for (const { name: reader, kind, status, lagPositions, lagSeconds } of readers) {
    readerLagPositions.set({ reader, kind }, Number(lagPositions));
    readerLagSeconds.set({ reader, kind }, lagSeconds);
    for (const each of statuses) {
      readerStatus.set({ reader, kind, status: each }, each === status ? 1 : 0);
    }
  }
}

/** Brings the operations port to a process. Wants StorageModule beside it. */
@Module({ providers: [Operations] })
export class OperationsModule {
  /** `process` is the name that its figures carry: a context, `gateway` or `marketplace`. */
  static of(process: string): DynamicModule {
    countProcess(process, programmeVersion());
    return { module: OperationsModule };
  }
}
