import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBackup, restoreBackup, type Manifest } from '#libs/backup';
import { orSay } from '#libs/running';
import { CannotStart, markOf, readConfiguration, type Configuration } from '#libs/storage';
import { configurationWithSecrets, onQuietDatabase, refuseLogElsewhere } from './database.js';
import { progressBar, type ProgressBar } from './progress-bar.js';

await orSay(async () => {
  const asked = options();
  const file = resolve(asked.file);
  const manifest = await checkBackup(file);
  const configuration = asked.secretsLost ? readConfiguration() : configurationWithSecrets();
  refuseLogElsewhere(configuration);
  if (!asked.secretsLost) refuseOtherSecrets(manifest, configuration);
  let bar: ProgressBar | undefined;
  const told = (done: number, of: number): void => {
    bar ??= progressBar('Restoring', of);
    bar.to(done, 'rows');
  };
  await onQuietDatabase(configuration, (url) => restoreBackup({ url, file, told }));
  bar?.end();
  const rows = manifest.parts.reduce((sum, part) => sum + part.rows, 0);
  console.log(
    `Restored and read back: ${rows} rows, the log up to position ${manifest.head}, as it was on ` +
      `${manifest.madeAt}. Start Commonpurse: its pages fill while it reads the log.`,
  );
});

function refuseOtherSecrets({ secrets }: Manifest, configuration: Configuration): void {
  if (secrets === markOf(configuration.secrets)) return;
  throw new CannotStart(
    `${configuration.dataFolder}/secrets.json is not the one that this backup belongs with. Put ` +
      'the right one in its place. If it is lost, --secrets-lost restores all but the quotes that ' +
      'are still sealed: nobody can ever open those.',
  );
}

function options(): { readonly file: string; readonly secretsLost: boolean } {
  try {
    const known = { 'secrets-lost': { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ options: known, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file !== undefined && more.length === 0) {
      return { file, secretsLost: values['secrets-lost'] };
    }
  } catch {
    // An option that there is not: the sentence below says what there is.
  }
  throw new CannotStart('Say which: npm run restore -- FILE [--secrets-lost]');
}
