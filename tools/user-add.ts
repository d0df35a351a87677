import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { getDataSourceToken } from '@nestjs/typeorm';
import { isEmail } from 'class-validator';
import { createPerson, findPersonByEmail, makeLink, migrateAuth } from '#libs/auth';
import { Refused } from '#libs/decider';
import { Buses } from '#libs/event-sourcing';
import { orSay } from '#libs/running';
import { CannotStart } from '#libs/storage';
import { GrantRole } from '#messages/membership';
import { MembershipModule } from '../apps/membership/src/membership.module.js';
import { addressOf } from './address.js';
import { doJob, jobMeta } from './job.js';

type Database = Parameters<typeof createPerson>[0];

const usage =
  'Say who: npm run user:add -- --email alex@example.org --name "Alex Smith" [--operator]\n' +
  'An operator forms consortia and sees everything; other roles are given in the pages.';

await orSay(async () => {
  const { email, name, operator } = asked();
  const link = await doJob(MembershipModule, async (app, configuration) => {
    const db = app.get<Database>(getDataSourceToken());
    await migrateAuth(db);
    const known = await findPersonByEmail(db, email);
    const person = known ?? (await createPerson(db, { email, name }, new Date()));
    if (operator) await makeOperator(app.get(Buses), person.id);
    const secret = await makeLink(db, person.id, known ? 'reset' : 'invitation', new Date());
    const lasts = known ? 'an hour' : '7 days';
    return `${addressOf(configuration)}/set-password?token=${secret}\n(once, within ${lasts})`;
  });
  console.log(`${name} <${email}> chooses a password here:\n${link}`);
});

function asked(): { email: string; name: string; operator: boolean } {
  try {
    const options = {
      email: { type: 'string' },
      name: { type: 'string' },
      operator: { type: 'boolean', default: false },
    } as const;
    const { email = '', name = '', operator } = parseArgs({ options }).values;
    if (isEmail(email) && name.trim() !== '') return { email, name, operator };
  } catch (cause) {
    throw new CannotStart(usage, { cause });
  }
  throw new CannotStart(usage);
}

async function makeOperator(buses: Buses, personId: string): Promise<void> {
  try {
    await buses.command(GrantRole, { personId, role: 'operator' }, jobMeta('user-add'));
  } catch (failure) {
    if (!(failure instanceof Refused) || failure.code !== 'role-held') throw failure;
  }
}
