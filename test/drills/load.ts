import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { firstUrn, send, type Accepted, type People, type Sending } from './people.js';

/** An acknowledgement, as the client wrote it down when it came. */
export interface Receipt extends Accepted {
  readonly key: string;
  readonly client: number;
  /** How often it was sent: more than once when an answer did not come. */
  readonly tries: number;
}

const patienceMs = 90_000;
const pauseMs = 50;

/**
 * Clients that send one command after the other and try each again, with its key, until there is
 * an answer. Half of them work on streams of their own, half of them on one fund's.
 */
export class Load {
  readonly receipts: Receipt[] = [];
  /** Commands that were refused or never answered, in sentences. */
  readonly troubles: string[] = [];
  private stopping = false;
  private abandoned = false;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly where: () => string,
    private readonly people: People,
    private readonly receiptLog: string,
    clients: number,
    /** Numbers schools, budgets and minutes; where it stands, another load may go on. */
    public sequence = 10,
  ) {
    this.clients = Array.from({ length: clients }, (_, client) =>
      this.work(client).catch((trouble: Error) => void this.troubles.push(trouble.message)),
    );
  }

  /** Settles when every client has the answer to its last command. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
  }

  /** Ends it although answers are missing: nobody will give them any more. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.stop();
  }

  /** Settles when this many more answers have come than now. */
  async more(count: number): Promise<void> {
    const enough = this.receipts.length + count;
    const end = Date.now() + patienceMs;
    while (this.receipts.length < enough && Date.now() < end) await sleep(5);
  }

  private async work(client: number): Promise<void> {
    while (!this.stopping) {
      const sending = this.next(client);
      const { accepted, tries } = await this.untilAnswered(sending);
      const receipt = { key: sending.key, client, tries, ...accepted };
      appendFileSync(this.receiptLog, `${JSON.stringify(receipt)}\n`);
      this.receipts.push(receipt);
    }
  }

  private next(client: number): Sending {
    const n = this.sequence++;
    const { operator, approver, fundId, consortiumId, partyIds } = this.people;
    if (client % 2 === 0) {
      const urn = String(firstUrn + n);
      const body = { urn, name: `Invented School ${urn}`, phase: 'primary' };
      return { key: newId(), token: operator, path: '/schools', body };
    }
    const partyId = partyIds[client % partyIds.length];
    const body = { consortiumId, partyId, amountPence: n, minuteReference: `Minute ${n}` };
    return { key: newId(), token: approver, path: `/funds/${fundId}/budgets`, body };
  }

  private async untilAnswered(sending: Sending): Promise<{ accepted: Accepted; tries: number }> {
    const end = Date.now() + patienceMs;
    for (let tries = 1; Date.now() < end && !this.abandoned; tries += 1) {
      const accepted = await send(this.where(), sending);
      if (accepted) return { accepted, tries };
      await sleep(pauseMs);
    }
    throw new Error(`${sending.path} had no answer.`);
  }
}
