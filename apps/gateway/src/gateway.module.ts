import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthModule } from '#libs/auth';
import { EVENT_STORE } from '#libs/event-sourcing';
import type { EventStore } from '#libs/event-store';
import { GoingDown } from '#libs/http';
import { AccessGuard } from './account/access.guard.js';
import { Accounts } from './account/accounts.js';
import { Invitations } from './account/invitations.js';
import { Visitors } from './account/visitors.js';
import { api } from './api/api.js';
import { GatewayOptions } from './gateway-options.js';
import { Commitments } from './pages/commitments.js';
import { PageBuses } from './pages/kit/page-buses.js';
import { ViewService } from './pages/kit/view-service.js';
import { pages } from './pages/pages.js';

/**
 * The only HTTP: API, pages, sign-in. Wants TypeOrmModule.forRoot with `autoLoadEntities` and
 * EventSourcingModule beside it, and every context, here or by `remote`.
 */
@Module({
  imports: [AuthModule],
  controllers: [...api, ...pages],
  providers: [
    Accounts,
    Invitations,
    ViewService,
    PageBuses,
    Commitments,
    Visitors,
    GoingDown,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class GatewayModule implements OnModuleInit {
  static with(options: GatewayOptions): DynamicModule {
    return {
      module: GatewayModule,
      providers: [{ provide: GatewayOptions, useValue: options }],
      exports: [GatewayOptions],
    };
  }

  constructor(
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** The log itself says whether it began as a demonstration. */
  async onModuleInit(): Promise<void> {
    const { events } = await this.store.readAll({ after: 0n, limit: 1 });
    this.options.demonstration = events[0]?.meta.demo ?? false;
  }
}
