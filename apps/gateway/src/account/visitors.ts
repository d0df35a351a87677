import { Inject, Injectable } from '@nestjs/common';
import { FindGrants } from '#messages/membership';
import type { Actor, Grant } from '#messages/messages';
import { Buses } from '#libs/event-sourcing';
import { together } from '#libs/together';

/** The gateway asking on its own behalf. */
export const gateway: Actor = { id: 'gateway', kind: 'service', grants: [] };

/** What a person may be, asked anew for every request, so that no session outlives a role. */
@Injectable()
export class Visitors {
  private readonly grantsOf = together((personIds: readonly string[]) => this.find(personIds));

  constructor(@Inject(Buses) private readonly buses: Buses) {}

  async actorOf(personId: string): Promise<Actor> {
    return { id: personId, kind: 'person', grants: await this.grantsOf(personId) };
  }

  /** Asks once for each person, however many of their requests wait. */
  private async find(personIds: readonly string[]): Promise<(readonly Grant[])[]> {
    const asked = new Map<string, Promise<readonly Grant[]>>();
    for (const personId of personIds) {
      if (asked.has(personId)) continue;
      asked.set(personId, this.buses.query(FindGrants, { personId }, { actor: gateway }));
    }
    return Promise.all(personIds.map((personId) => asked.get(personId) ?? []));
  }
}
