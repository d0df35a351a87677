import type { DemonstrationShown } from './demonstrate.js';
import type { Prepared } from './prepared.js';

/** What the person who started it needs to know, in plain words. */
export function welcome(
  { configuration, notices, whereDataAre }: Prepared,
  milliseconds: number,
  demonstration?: DemonstrationShown,
): string {
  const { operations } = configuration;
  const seconds = Math.round(milliseconds / 100) / 10;
  return [
    ...notices,
    '',
    `Commonpurse is running (started in ${seconds} seconds).`,
    '',
    `  Look at      ${configuration.publicUrl}`,
    ...(demonstration ? howToSignIn(demonstration) : [`  First user   ${firstUser}`]),
    `  Data         ${whereDataAre}`,
    `  Letters      ${configuration.mailFolder}  (as files; nothing is sent)`,
    `  Operators    http://${operations.host}:${operations.port}/metrics and /health`,
    '  Stop         Ctrl-C',
    '',
  ].join('\n');
}

const firstUser =
  'npm run user:add -- --email you@example.org --name "Your name" --operator  (another window)';

/** Everybody of the demonstration who can sign in, with what they are. */
function howToSignIn({ accounts, password, passwordFile }: DemonstrationShown): string[] {
  const widest = Math.max(...accounts.map(({ email }) => email.length));
  return [
    '',
    '  Everything in it is invented: schools, suppliers, people and prices. Sign in as',
    '',
    ...accounts.map(({ email, what }) => `    ${email.padEnd(widest)}  ${what}`),
    '',
    `  with the password  ${password}  (kept in ${passwordFile})`,
    '',
  ];
}
