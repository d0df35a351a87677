import type { Configuration } from '#libs/storage';

/** What the person who started it needs to know, in plain words. */
export function welcome(
  { publicUrl, dataFolder, databaseUrl, mailFolder }: Configuration,
  { notices, milliseconds }: { notices: readonly string[]; milliseconds: number },
): string {
  const own = databaseUrl?.includes('@127.0.0.1:') && databaseUrl.startsWith('postgres://commonp');
  return [
    ...notices,
    '',
    `Commonpurse is running (started in ${seconds(milliseconds)} seconds).`,
    '',
    `  Look at     ${publicUrl}`,
    `  Data        ${own ? dataFolder : 'in the PostgreSQL of DATABASE_URL'}`,
    `  Letters     ${mailFolder} (nothing is sent by e-mail)`,
    `  First user  npm run user:add`,
    '  Stop        Ctrl-C',
    '',
  ].join('\n');
}

function seconds(milliseconds: number): string {
  return (Math.round(milliseconds / 100) / 10).toString();
}
