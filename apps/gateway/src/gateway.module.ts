import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthModule } from '#libs/auth';
import { AccessGuard } from './account/access.guard.js';
import { AccountPages } from './account/account.page.js';
import { Accounts } from './account/accounts.js';
import { Invitations } from './account/invitations.js';
import { Visitors } from './account/visitors.js';
import { HealthController } from './api/health.controller.js';
import { InvitationsController } from './api/invitations.controller.js';
import { TokensController } from './api/tokens.controller.js';
import { GatewayOptions } from './gateway-options.js';
import { PageBuses } from './pages/kit/page-buses.js';
import { ViewService } from './pages/kit/view-service.js';
import { StaticPages } from './pages/static.page.js';

/**
 * The only HTTP: API, pages, sign-in. Wants TypeOrmModule.forRoot with `autoLoadEntities` and
 * EventSourcingModule beside it, and every context, here or by `remote`.
 */
@Module({
  imports: [AuthModule],
  controllers: [
    HealthController,
    TokensController,
    InvitationsController,
    AccountPages,
    StaticPages,
  ],
  providers: [
    Accounts,
    Invitations,
    ViewService,
    PageBuses,
    Visitors,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class GatewayModule {
  static with(options: GatewayOptions): DynamicModule {
    return {
      module: GatewayModule,
      providers: [{ provide: GatewayOptions, useValue: options }],
      exports: [GatewayOptions],
    };
  }
}
