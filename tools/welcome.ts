import type { Prepared } from './prepared.js';

/** What the person who started it needs to know, in plain words. */
export function welcome(
  { configuration, notices, whereDataAre }: Prepared,
  milliseconds: number,
): string {
  const seconds = Math.round(milliseconds / 100) / 10;
  return [
    ...notices,
    '',
    `Commonpurse is running (started in ${seconds} seconds).`,
    '',
    `  Look at      ${configuration.publicUrl}`,
    `  First user   npm run user:add  (in another window)`,
    `  Data         ${whereDataAre}`,
    `  Letters      ${configuration.mailFolder}  (as files; nothing is sent)`,
    '  Stop         Ctrl-C',
    '',
  ].join('\n');
}
