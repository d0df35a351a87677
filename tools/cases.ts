import { readFileSync } from 'node:fs';
import { answerTo, casesIn } from './case-answers.js';

const file = process.argv[2];
try {
  if (!file) throw new Error('Say which file of cases: npm run --silent cases -- FILE.json');
  for (const one of casesIn(readFileSync(file, 'utf8'))) {
    console.log(JSON.stringify(await answerTo(one)));
  }
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
