import type { DynamicModule } from '@nestjs/common';
import type { Configuration, ServiceName } from '#libs/storage';
import { remote } from '#libs/transport';
import { ledger } from '#messages/ledger';
import { membership } from '#messages/membership';
import type { Messages } from '#messages/messages';
import { orders } from '#messages/orders';
import { quotes } from '#messages/quotes';
import { savings } from '#messages/savings';
import { tenders } from '#messages/tenders';

/** The published language of every context that may run as a service. */
export const contexts: Readonly<Record<ServiceName, Messages>> = {
  membership,
  orders,
  tenders,
  quotes,
  ledger,
  savings,
};

/** Every context but this one as a neighbour in another process, to be imported in its stead. */
export function neighbours({ services, secrets }: Configuration, but?: string): DynamicModule[] {
  return Object.values(contexts)
    .filter(({ name }) => name !== but)
    .map((messages) =>
      remote(messages, services[messages.name as ServiceName], secrets.serviceSecret),
    );
}
