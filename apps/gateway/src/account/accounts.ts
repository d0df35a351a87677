import { Inject, Injectable } from '@nestjs/common';
import {
  Database,
  countLinks,
  findPersonByEmail,
  hasPassword,
  makeLink,
  signIn,
  TooManyAttempts,
  WrongPassword,
  type Attempt,
  type Person,
} from '#libs/auth';
import { EdgeRefusal } from '#libs/http';
import { GatewayOptions } from '../gateway-options.js';
import { invitationLetter, newRoleLetter, resetLetter } from './letters.js';

/** Live links that one person may have: more letters than these would be a nuisance. */
const mostLinks = 3;

/** Signing in, and the letters that lead to a password. */
@Injectable()
export class Accounts {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /** The person whose password it is; 401 for a wrong one, 429 after too many. */
  async signIn(attempt: Attempt): Promise<Person> {
    try {
      return await signIn(this.db, attempt, new Date());
    } catch (error) {
      if (error instanceof WrongPassword) {
        throw new EdgeRefusal(401, 'wrong-password', error.message);
      }
      if (error instanceof TooManyAttempts) {
        throw new EdgeRefusal(429, 'too-many-attempts', error.message, error.retryAfterSeconds);
      }
      throw error;
    }
  }

  /** Sends a link to whoever has this address; nobody learns whether anyone has. */
  async sendReset(email: string): Promise<void> {
    const now = new Date();
    const person = await findPersonByEmail(this.db, email);
    if (!person || (await countLinks(this.db, person.id, now)) >= mostLinks) return;
    const link = await this.link(person, 'reset', now);
    await this.options.mailer.send(resetLetter(person.email, person.name, link));
  }

  /** The first password for who is new; word of the new role for who has one. */
  async sendInvitation(person: Person): Promise<void> {
    const { mailer, publicUrl } = this.options;
    if (await hasPassword(this.db, person.id)) {
      return mailer.send(newRoleLetter(person.email, person.name, `${publicUrl}/sign-in`));
    }
    const link = await this.link(person, 'invitation', new Date());
    await mailer.send(invitationLetter(person.email, person.name, link));
  }

  /** The address of a page to set a password, once. */
  async link(person: Person, purpose: 'invitation' | 'reset', now: Date): Promise<string> {
    const secret = await makeLink(this.db, person.id, purpose, now);
    return `${this.options.publicUrl}/set-password?token=${secret}`;
  }
}
