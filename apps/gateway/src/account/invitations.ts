import { Inject, Injectable } from '@nestjs/common';
import { IsEmail, IsIn, IsOptional, IsUUID, MaxLength } from 'class-validator';
import { IsPence, IsText, IsUrn } from '#messages/fields';
import { GrantRole } from '#messages/membership';
import { allowedTo, roles, type Accepted, type Meta, type Role } from '#messages/messages';
import { Database, createPerson, erasePerson, findPersonByEmail } from '#libs/auth';
import { notFound, Refused, verdict } from '#libs/decider';
import { Buses } from '#libs/event-sourcing';
import { Accounts } from './accounts.js';

/** What a consortium can make somebody: an operator is made by the installation alone. */
export const inviteRoles = roles.filter((role) => role !== 'operator');

export class InvitePerson {
  @IsUUID() readonly consortiumId!: string;
  @MaxLength(200)
  @IsEmail({}, { message: 'email must be an e-mail address.' })
  readonly email!: string;
  @IsText(200) readonly name!: string;
  @IsIn(inviteRoles) readonly role!: Role;
  @IsOptional() @IsUrn() readonly schoolUrn?: string;
  @IsOptional() @IsUUID() readonly supplierId?: string;
  @IsOptional() @IsPence() readonly limitPence?: number;
}

export interface Invited extends Accepted {
  readonly personId: string;
}

/** Brings a person into a consortium: an account, a role, and a letter. */
@Injectable()
export class Invitations {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Buses) private readonly buses: Buses,
    @Inject(Accounts) private readonly accounts: Accounts,
  ) {}

  /** The role is granted in the inviter's name, so that the rules of membership decide. */
  async invite({ email, name, ...granted }: InvitePerson, meta: Meta): Promise<Invited> {
    refuseStranger(meta, granted.consortiumId);
    const known = await findPersonByEmail(this.db, email);
    const person = known ?? (await createPerson(this.db, { email, name }, new Date()));
    const body = { ...granted, personId: person.id };
    const accepted = await this.buses.command(GrantRole, body, meta).catch(async (error) => {
      // No role, no account: only after a clear no, since a fault may come after the grant.
      if (!known && error instanceof Refused) await erasePerson(this.db, person.id);
      throw error;
    });
    await this.accounts.sendInvitation(person);
    return { ...accepted, personId: person.id };
  }
}

/** Before an account is made: nobody fills our tables who may not invite here anyway. */
function refuseStranger({ actor }: Meta, consortiumId: string): void {
  const said = verdict(actor, allowedTo(GrantRole), { consortiumId });
  if (said === 'hidden') notFound();
  if (said === 'allowed') return;
  const sentence = 'Only the lead of this consortium may invite people to it.';
  throw new Refused('forbidden', sentence, 'forbidden');
}
