import { Inject, Injectable } from '@nestjs/common';
import { FindGrants } from '#messages/membership';
import type { Actor } from '#messages/messages';
import { Buses } from '#libs/event-sourcing';

/** The gateway asking on its own behalf. */
export const gateway: Actor = { id: 'gateway', kind: 'service', grants: [] };

/** What a person may be, asked anew for every request, so that no session outlives a role. */
@Injectable()
export class Visitors {
  constructor(@Inject(Buses) private readonly buses: Buses) {}

  async actorOf(personId: string): Promise<Actor> {
    const grants = await this.buses.query(FindGrants, { personId }, { actor: gateway });
    return { id: personId, kind: 'person', grants };
  }
}
