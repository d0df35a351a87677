import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { getDataSourceToken } from '@nestjs/typeorm';
import { isEmail } from 'class-validator';
import {
  createPerson,
  findPersonByEmail,
  makeLink,
  migrateAuth,
  refuseWeak,
  setPassword,
} from '#libs/auth';
import { Refused } from '#libs/decider';
import { Buses } from '#libs/event-sourcing';
import { orSay } from '#libs/running';
import { CannotStart } from '#libs/storage';
import { GrantRole } from '#messages/membership';
import { Invalid } from '#messages/receive';
import { MembershipModule } from '../apps/membership/src/membership.module.js';
import { addressOf } from './address.js';
import { doJob, jobMeta } from './job.js';

type Database = Parameters<typeof createPerson>[0];

/** Who is added, and what they get. */
interface Asked {
  readonly email: string;
  readonly name: string;
  readonly operator: boolean;
  /** Without one, a link to choose it is shown. */
  readonly password?: string;
}

const usage =
  'Say who: npm run user:add -- --email alex@example.org --name "Alex Smith" [--operator]\n' +
  'An operator forms consortia and sees everything (--role operator says the same); other roles\n' +
  'are given in the pages. The password is chosen on a page whose link is shown, or read from\n' +
  'standard input with --password-stdin.';

await orSay(async () => {
  const { email, name, operator, password } = asked();
  const next = await doJob(MembershipModule, async (app, configuration) => {
    const db = app.get<Database>(getDataSourceToken());
    await migrateAuth(db);
    const known = await findPersonByEmail(db, email);
    const person = known ?? (await createPerson(db, { email, name }, new Date()));
    if (operator) await makeOperator(app.get(Buses), person.id);
    const address = addressOf(configuration);
    if (password !== undefined) {
      await setPassword(db, person, password, new Date());
      return `signs in with that password here:\n${address}/sign-in`;
    }
    const secret = await makeLink(db, person.id, known ? 'reset' : 'invitation', new Date());
    const lasts = known ? 'an hour' : '7 days';
    const link = `${address}/set-password?token=${secret}`;
    return `chooses a password here:\n${link}\n(once, within ${lasts})`;
  });
  console.log(`${name} <${email}> ${next}`);
});

function asked(): Asked {
  const { email = '', name = '', operator, role, ...values } = options();
  const whole = isEmail(email) && name.trim() !== '' && (role ?? 'operator') === 'operator';
  if (!whole) throw new CannotStart(usage);
  const person = { email, name, operator: operator || role === 'operator' };
  return values['password-stdin'] ? { ...person, password: passwordFor(email) } : person;
}

function options() {
  try {
    const known = {
      email: { type: 'string' },
      name: { type: 'string' },
      operator: { type: 'boolean', default: false },
      role: { type: 'string' },
      'password-stdin': { type: 'boolean', default: false },
    } as const;
    return parseArgs({ options: known }).values;
  } catch (cause) {
    throw new CannotStart(usage, { cause });
  }
}

/** Read before anything is made: a weak one is refused, and nobody is added. */
function passwordFor(email: string): string {
  const password = readFileSync(0, 'utf8').replace(/\r?\n$/, '');
  try {
    refuseWeak(password, email);
    return password;
  } catch (failure) {
    if (failure instanceof Invalid) throw new CannotStart(failure.message, { cause: failure });
    throw failure;
  }
}

async function makeOperator(buses: Buses, personId: string): Promise<void> {
  try {
    await buses.command(GrantRole, { personId, role: 'operator' }, jobMeta('user-add'));
  } catch (failure) {
    if (!(failure instanceof Refused) || failure.code !== 'role-held') throw failure;
  }
}
