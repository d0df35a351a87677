import { Controller, Get, Module, Post, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import { v7 as newId } from 'uuid';
import { EventSourcing } from '#libs/event-sourcing';
import type { Accepted, Actor } from '#messages/messages';
import { freshDatabase } from '../../storage/src/testing.js';
import {
  BurnParcel,
  FindFault,
  FindParcels,
  FindSlowly,
  onGroundOf,
  ParcelsModule,
  PostParcel,
} from '../../transport/src/testing.js';
import { Found, makeLog, prepareEdge, Sent, serveDescription, setActor } from './index.js';

@Controller('api/v1/parcels')
class ParcelsController {
  @Post(':parcelId')
  post(@Sent(PostParcel) accepted: Accepted) {
    return accepted;
  }

  @Post(':parcelId/fire')
  burn(@Sent(BurnParcel) accepted: Accepted) {
    return accepted;
  }

  @Get()
  parcels(@Found(FindParcels) found: { label: string }[]) {
    return found;
  }

  @Get('slow')
  slow(@Found(FindSlowly) found: { asked: string }) {
    return found;
  }

  @Get('fault')
  fault(@Found(FindFault) found: never) {
    return found;
  }
}

@Controller('page')
class Page {
  @Post()
  take() {
    return 'taken';
  }
}

const person = newId();
const roles: Record<string, Actor['grants']> = {
  outsider: [],
  buyer: [{ role: 'school-buyer', consortiumId: 'everybody', schoolUrn: '100001' }],
  lead: [{ role: 'lead', consortiumId: 'everybody' }],
};

/** Stands in for sign-in: `X-Role: lead` says who asks. */
class SaysWho {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const grants = roles[request.get('x-role') ?? ''];
    if (grants) setActor(request, { id: person, kind: 'person', grants });
    return true;
  }
}

/**
 * The example context behind the edge, on a database of its own, and how much either takes at once:
 * `mostAtOnce` requests at the edge, `mostWaiting` commands at the handler.
 */
export async function openParcels(most: { mostAtOnce?: number; mostWaiting?: number } = {}) {
  const { mostAtOnce, mostWaiting } = most;
  const database = await freshDatabase();
  const log: string[] = [];
  @Module({
    imports: [onGroundOf({ url: database.url, mostWaiting }, ParcelsModule)],
    controllers: [ParcelsController, Page],
    providers: [{ provide: APP_GUARD, useClass: SaysWho }],
  })
  class App {}
  const app = await NestFactory.create<NestExpressApplication>(App, {
    bodyParser: false,
    logger: false,
    forceCloseConnections: true,
  });
  const destination = { write: (line: string) => void log.push(line) };
  prepareEdge(app, {
    publicUrl: 'http://127.0.0.1',
    log: makeLog(destination),
    ...(mostAtOnce !== undefined && { mostAtOnce }),
  });
  serveDescription(app, 'Parcels', '1');
  await app.init();
  await app.get(EventSourcing).start();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();

  return {
    url,
    /** Every line that was logged. */
    log,
    write: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${url}/api/v1/parcels/${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': newId(),
          'X-Role': 'outsider',
          ...headers,
        },
      }),
    read: (path: string, role = 'outsider') =>
      fetch(`${url}/api/v1/parcels${path}`, { headers: { 'X-Role': role } }),
    async close() {
      await app.close();
      await database.drop();
    },
  };
}

export type Parcels = Awaited<ReturnType<typeof openParcels>>;
