import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '#libs/storage';

/** Keeps where the pages are, for jobs: the launcher may have had to take another port. */
export function keepAddress(configuration: Configuration): void {
  writeFileSync(fileOf(configuration), configuration.publicUrl);
}

/** Where the pages of the running installation are. */
export function addressOf(configuration: Configuration): string {
  const file = fileOf(configuration);
  return existsSync(file) ? readFileSync(file, 'utf8') : configuration.publicUrl;
}

/**
 * Keeps where each process tells its figures, in the form that Prometheus reads
 * (`file_sd_configs`).
 */
export function keepTargets(
  { dataFolder, operations }: Configuration,
  ports: Readonly<Record<string, number>>,
): void {
  const targets = Object.entries(ports).map(([process, port]) => {
    return { targets: [`${operations.host}:${port}`], labels: { process } };
  });
  writeFileSync(join(dataFolder, 'operations.json'), JSON.stringify(targets, null, 2));
}

function fileOf({ dataFolder }: Configuration): string {
  return join(dataFolder, 'address');
}
