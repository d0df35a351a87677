import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Response } from 'express';
import { EventSourcing } from '#libs/event-sourcing';
import { Public } from '#libs/http';
import { Line, readinessFaults } from '#libs/transport';

/** For whoever watches the installation. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(EventSourcing) private readonly eventSourcing: EventSourcing,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  @Public()
  @Get()
  async health(@Res() response: Response): Promise<void> {
    const found = await Promise.all([
      readinessFaults(this.eventSourcing),
      ...this.lines().map((line) => line.faults()),
    ]);
    const reasons = [...new Set(found.flat())];
    const status = reasons.length === 0 ? 'ready' : 'not-ready';
    response.status(reasons.length === 0 ? 200 : 503).json({ status, reasons });
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
