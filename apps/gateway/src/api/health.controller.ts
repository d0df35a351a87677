import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Response } from 'express';
import { EVENT_STORE, EventSourcing } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import { Public } from '#libs/http';
import { Line, standingOf, type Standing } from '#libs/transport';

/** How one process stands, as everybody may know it. */
interface Shown {
  readonly reasons: readonly string[];
  /** Without positions: they count what others record, sealed quotes among it. */
  readonly readers: readonly {
    readonly name: string;
    readonly kind: string;
    readonly status: string;
    readonly lagSeconds: number;
  }[];
}

/** For whoever watches the installation; `/health` says in detail what `/health/ready` says. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(EventSourcing) private readonly eventSourcing: EventSourcing,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /** This process is there and answers: no reason to start it again. */
  @Public()
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Public()
  @Get('ready')
  async ready(@Res() response: Response): Promise<void> {
    const { ready, status } = await this.found();
    response.status(ready ? 200 : 503).json({ status });
  }

  @Public()
  @Get()
  async health(@Res() response: Response): Promise<void> {
    const { ready, status, processes } = await this.found();
    const all = Object.values(processes).flatMap(({ reasons }) => reasons);
    response.status(ready ? 200 : 503).json({ status, reasons: [...new Set(all)], processes });
  }

  private async found() {
    const here = this.lines().length > 0 ? 'gateway' : 'marketplace';
    const standings = await Promise.all([
      standingOf(this.eventSourcing, this.store).then((own) => [here, shown(own)] as const),
      ...this.lines().map(async (line) => [line.context, shown(await line.standing())] as const),
    ]);
    const ready = standings.every(([, { reasons }]) => reasons.length === 0);
    const processes: Record<string, Shown> = Object.fromEntries(standings);
    return { ready, status: ready ? 'ready' : 'not-ready', processes };
  }

  /** The contexts that run in other processes. */
  private lines(): Line[] {
    return [...this.modules.values()].flatMap(({ providers }) =>
      [...providers.values()].flatMap(({ instance }) =>
        instance instanceof Line ? [instance] : [],
      ),
    );
  }
}

function shown({ reasons, readers }: Standing): Shown {
  return {
    reasons,
    readers: readers.map(({ name, kind, status, lagSeconds }) => {
      return { name, kind, status, lagSeconds: Math.round(lagSeconds) };
    }),
  };
}
