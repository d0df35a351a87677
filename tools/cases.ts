import { parseArgs } from 'node:util';
import { answerTo, readCases } from './case-answers.js';

const usage = 'Say which file of cases: npm run --silent cases -- FILE.json [--seconds N]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string' } },
  });
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  const [file] = positionals;
  if (!file || (seconds !== undefined && !(seconds > 0))) throw new Error(usage);
  for (const one of readCases(file)) {
    console.log(JSON.stringify(await answerTo(one, seconds)));
  }
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
