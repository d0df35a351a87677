import { parseArgs } from 'node:util';
import { writeCatalogue } from './event-catalogue.js';
import { fixtureFolder, withoutFixture, writeStates } from './event-fixtures.js';

const root = process.cwd();
/** `--states` writes anew what the kept streams come to: for a state that has another form. */
const { states } = parseArgs({ options: { states: { type: 'boolean', default: false } } }).values;

const broken = writeCatalogue(root);
if (broken.length > 0) {
  fail(broken, 'Stored events are for ever: add fields that may be missing, or an upcaster.');
} else {
  if (states) await writeStates(root);
  const missing = withoutFixture(root).map((name) => `${name} has no fixture in ${fixtureFolder}.`);
  const play = 'KEEP_EVENTS=1 npm run jest -- test/journeys/every-event';
  if (missing.length > 0) fail(missing, `Let it happen in that journey, then: ${play}`);
}

function fail(lines: readonly string[], whatToDo: string): void {
  for (const line of [...lines, whatToDo]) console.error(line);
  process.exitCode = 1;
}
