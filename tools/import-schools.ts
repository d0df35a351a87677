import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Refused } from '#libs/decider';
import { Buses } from '#libs/event-sourcing';
import { orSay } from '#libs/running';
import { RegisterSchool } from '#messages/membership';
import { Invalid } from '#messages/receive';
import {
  readGiasFile,
  WrongFile,
  type GiasFile,
  type GiasSchool,
  type RowProblem,
} from '../apps/membership/src/gias-file.js';
import { MembershipModule } from '../apps/membership/src/membership.module.js';
import { doJob, jobMeta } from './job.js';
import { inParallel } from './parallel.js';
import { progressBar } from './progress-bar.js';

interface Outcome {
  registered: number;
  alreadyThere: number;
  readonly problems: RowProblem[];
}

const atOnce = 64;
const mostProblemsShown = 50;
const mostWarningsShown = 3;

await orSay(async () => {
  const file = process.argv[2];
  if (!file) return refuseFile('Name the file: npm run import:schools -- FILE.csv');
  const read = readOrRefuse(file);
  const outcome = await doJob(MembershipModule, (app) => register(app.get(Buses), read));
  console.log(summary(basename(file), read, outcome));
});

/** Nothing is registered before the whole file has been read. */
function readOrRefuse(file: string): GiasFile {
  try {
    return readGiasFile(readFileSync(file));
  } catch (failure) {
    if (failure instanceof WrongFile) return refuseFile(`${file}: ${failure.message}`);
    const { code, message } = failure as NodeJS.ErrnoException;
    if (code === 'ENOENT') return refuseFile(`There is no file ${file}.`);
    if (code) return refuseFile(`${file} cannot be read (${message}).`);
    throw failure;
  }
}

function refuseFile(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

async function register(buses: Buses, { schools, problems }: GiasFile): Promise<Outcome> {
  const outcome: Outcome = { registered: 0, alreadyThere: 0, problems: [...problems] };
  const bar = progressBar('Registering schools', schools.length);
  await inParallel(schools, atOnce, async (school) => {
    await registerOne(buses, school, outcome);
    bar.step();
  });
  bar.end();
  return outcome;
}

async function registerOne(buses: Buses, school: GiasSchool, outcome: Outcome): Promise<void> {
  const { row, ...body } = school;
  try {
    await buses.command(RegisterSchool, body, jobMeta('import-schools'));
    outcome.registered += 1;
  } catch (failure) {
    if (failure instanceof Refused && failure.code === 'school-registered') {
      outcome.alreadyThere += 1;
    } else if (failure instanceof Refused || failure instanceof Invalid) {
      outcome.problems.push({ row, message: failure.message });
    } else {
      throw failure;
    }
  }
}

function summary(name: string, read: GiasFile, outcome: Outcome): string {
  const problems = outcome.problems.toSorted((a, b) => a.row - b.row);
  return [
    `${name}: ${count(read.rows)} schools read.`,
    `  ${count(outcome.registered)} registered`,
    `  ${count(outcome.alreadyThere)} on the register already`,
    `  ${count(read.notOpen)} closed or not open yet, left out`,
    `  ${count(problems.length)} rows with a problem, left out`,
    ...shown(problems, mostProblemsShown),
    ...(read.warnings.length > 0
      ? [`  ${count(read.warnings.length)} rows with a damaged number, used without it`]
      : []),
    ...shown(read.warnings, mostWarningsShown),
  ].join('\n');
}

function shown(problems: readonly RowProblem[], most: number): string[] {
  const lines = problems.slice(0, most).map(({ row, message }) => `    Row ${row}: ${message}`);
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `    … and ${count(more)} more.`] : lines;
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}
