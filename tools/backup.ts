import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBackup } from '#libs/backup';
import { orSay } from '#libs/running';
import { CannotStart, markOf } from '#libs/storage';
import { configurationWithSecrets, onDatabase, refuseLogElsewhere } from './database.js';
import { progressBar, type ProgressBar } from './progress-bar.js';

await orSay(async () => {
  const file = resolve(fileAsked());
  const configuration = configurationWithSecrets();
  refuseLogElsewhere(configuration);
  let bar: ProgressBar | undefined;
  const told = (done: number, of: number): void => {
    bar ??= progressBar('Copying', of);
    bar.to(done, 'rows');
  };
  const secrets = markOf(configuration.secrets);
  const made = await onDatabase(configuration, (url) => makeBackup({ url, file, secrets, told }));
  bar?.end();
  console.log(
    `${file} holds the log up to position ${made.head}, and what cannot be made anew from it.\n` +
      `secrets.json is not in it: keep a copy of ${configuration.dataFolder}/secrets.json in ` +
      'another place. Whoever has both can open sealed quotes; without it nobody can.',
  );
});

function fileAsked(): string {
  try {
    const [file, ...more] = parseArgs({ allowPositionals: true }).positionals;
    if (file !== undefined && more.length === 0) return file;
  } catch {
    // An option that there is not: the sentence below says what there is.
  }
  throw new CannotStart('Say where to: npm run backup -- FILE');
}
