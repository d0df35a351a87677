import { v7 as newId } from 'uuid';
import type { EventStore, NewEvent, StoredEvent } from '#libs/event-store';
import type { Event } from '#messages/messages';
import { seeded } from './seeded.js';

const consortiumId = '00000000-0000-4000-8000-000000000001';
const funds = 8;
const atOnce = 200;

/** Fills a log with schools on the register and money in invented funds, as fast as it takes it. */
export class LedgerLog {
  private readonly random: () => number;
  private readonly fundIds = Array.from({ length: funds }, () => newId());
  private readonly stands = new Map<string, number>();
  private schools = 0;

  constructor(
    private readonly store: EventStore,
    seed: number,
  ) {
    this.random = seeded(seed);
  }

  /** So many events more, in appends of some hundred; half of them are contributions to funds. */
  async grow(events: number): Promise<void> {
    for (let left = events; left > 0; left -= atOnce) {
      const count = Math.min(left, atOnce);
      const fund = Math.floor(this.random() * funds);
      const inFund = Array.from({ length: count >> 1 }, () => this.contribution(fund));
      const schools = Array.from({ length: count - inFund.length }, () => this.school());
      const appends = [this.append(`register-${this.schools}`, schools)];
      if (inFund.length > 0) appends.push(this.append(`fund-${this.fundIds[fund]}`, inFund));
      await Promise.all(appends);
    }
  }

  /** A contribution that says nothing of its entry's legs, as no program of ours writes it. */
  async malformed(): Promise<StoredEvent> {
    const { type, data } = this.contribution(0);
    const entry = { description: 'Malformed', effectiveDay: '2026-06-01' };
    const stream = `fund-${this.fundIds[0]}`;
    await this.append(stream, [{ type, data: { ...data, entry } }]);
    const [last] = await this.store.readStream(stream, { direction: 'backwards', limit: 1 });
    if (!last) throw new Error('The malformed event is not there.');
    return last;
  }

  private async append(stream: string, events: readonly Event[]): Promise<void> {
    const stood = this.stands.get(stream) ?? -1;
    const expected = stood < 0 ? 'no-stream' : stood;
    const { revision } = await this.store.append({ stream, expected, events: events.map(asNew) });
    this.stands.set(stream, revision);
  }

  private school(): Event {
    const urn = String(200_000 + this.schools++);
    return { type: 'SchoolRegistered', data: { urn, name: `School ${urn}`, phase: 'primary' } };
  }

  private contribution(fund: number): Event {
    const fundId = this.fundIds[fund] ?? '';
    const partyId = `party-${Math.floor(this.random() * 20)}`;
    const amountPence = 1 + Math.floor(this.random() * 100_000);
    const legs = [
      { account: 'Assets:Bank', debitPence: amountPence, creditPence: 0, partyId },
      { account: `Assets:Calls:${partyId}`, debitPence: 0, creditPence: amountPence, partyId },
    ];
    const entry = { description: 'Contribution', effectiveDay: '2026-06-01', legs };
    const ids = { fundId, consortiumId, contributionId: newId(), partyId };
    const data = { ...ids, amountPence, bankReference: newId(), entry };
    return { type: 'ContributionReceived', data };
  }
}

function asNew({ type, data }: Event): NewEvent {
  const commandId = newId();
  const at = new Date().toISOString();
  const meta = { at, actor: 'drill', commandId, correlationId: commandId };
  return { id: newId(), type, data, meta };
}
