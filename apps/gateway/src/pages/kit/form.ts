import { validate as isUuid, v7 as newId } from 'uuid';
import { formatLondon, londonDay, londonInstant } from '#libs/calendar';
import { parsePounds } from '#libs/money';
import { problemOf } from '#libs/http';
import { problemFrom, type FieldNames, type Problem } from './form-faults.js';
import { readCount, readDay, readHours, readPercent, readTime } from './typed-values.js';

/** What a browser sent, or what a form starts with. */
export type Typed = Readonly<Record<string, unknown>>;

/** A file as multer keeps it in memory. */
export interface SentFile {
  readonly originalname: string;
  readonly buffer: Buffer;
}

/** After the browser's Back button: what was sent first was answered, and this is something else. */
const sentBefore =
  'This form was sent before with something else in it. ' +
  'Check it, and send it again if you want this too.';

/**
 * One form, from its first showing to the answer. Reading a field that is wrong notes a problem and
 * returns a stand-in; `accepted` never runs its command while a problem stands, so that a stand-in
 * goes nowhere. `words` name the field in sentences: "Enter the price ceiling".
 */
export class Form {
  /** Travels with the form: the same press of the button twice is one command. */
  commandId: string;
  /** Set when the page is shown. */
  formToken = '';
  status: 200 | 400 | 403 | 409 = 200;
  readonly problems: Problem[] = [];
  private readonly words = new Map<string, string>();
  private readonly anchors = new Map<string, string>();

  constructor(private readonly typed: Typed = {}) {
    const { commandId } = typed;
    this.commandId = isUuid(commandId) ? String(commandId) : newId();
  }

  value(field: string): string {
    const value = this.typed[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }

  values(field: string): string[] {
    return [this.typed[field] ?? []].flat().map(String);
  }

  has(field: string): boolean {
    return this.value(field).trim() !== '';
  }

  error(field: string): string | undefined {
    const sentences = this.problems.filter((each) => each.field === field);
    return sentences.map(({ sentence }) => sentence).join(' ') || undefined;
  }

  /** The summary at the top of the page, each line a link to its field. */
  summary(): { text: string; href?: string }[] {
    return this.problems.map(({ field, sentence }) =>
      field === undefined
        ? { text: sentence }
        : { text: sentence, href: `#${this.anchors.get(field) ?? field}` },
    );
  }

  /** Whole pence from "£1,250.50". */
  pounds(field: string, words: string): number {
    if (!this.filled(field, words)) return 0;
    const { pence, fault } = parsePounds(this.value(field));
    return pence ?? this.wrong(field, fault ?? '', 0);
  }

  /** A whole number from "1,116". */
  count(field: string, words: string): number {
    if (!this.filled(field, words)) return 0;
    const count = readCount(this.value(field));
    return count ?? this.wrong(field, `The ${words} must be a whole number, such as 40`, 0);
  }

  /** Hours from "14" or "1.5". */
  hours(field: string, words: string): number {
    if (!this.filled(field, words)) return 0;
    const hours = readHours(this.value(field));
    return hours ?? this.wrong(field, `The ${words} must be hours, such as 14 or 1.5`, 0);
  }

  /** Basis points from "2.5" or "2.5%", above nothing and up to 100 %. */
  percent(field: string, words: string): number {
    if (!this.filled(field, words)) return 0;
    const points = readPercent(this.value(field));
    if (points !== undefined && points >= 1 && points <= 10_000) return points;
    const range = 'from 0.01% to 100%, such as 2.5%';
    return this.wrong(field, `The ${words} must be a percentage ${range}`, 0);
  }

  text(field: string, words: string, longest = 500): string {
    if (!this.filled(field, words)) return '';
    const text = this.value(field).trim().replace(/\r\n/g, '\n');
    if (text.length <= longest) return text;
    return this.wrong(field, `The ${words} must be ${longest} characters or fewer`, '');
  }

  choice<Choice extends string>(field: string, words: string, all: readonly Choice[]): Choice {
    this.words.set(field, words);
    const chosen = all.find((each) => each === this.value(field));
    return chosen ?? this.wrong(field, `Select the ${words}`, '' as Choice);
  }

  /** A day such as 2026-12-01 from the fields `-day`, `-month` and `-year`. */
  day(field: string, words: string): string {
    this.words.set(field, words);
    this.anchors.set(field, `${field}-day`);
    const [day, month, year] = ['day', 'month', 'year'].map((part) => this.part(field, part));
    if (!day && !month && !year) return this.wrong(field, `Enter the ${words}`, '');
    const read = readDay(day ?? '', month ?? '', year ?? '');
    return read ?? this.wrong(field, `The ${words} must be a real date, such as 27 3 2027`, '');
  }

  /** An instant from a day and a time of day (`-time`) in London. */
  instant(field: string, words: string): string {
    const day = this.day(field, words);
    if (!day) return '';
    const time = readTime(this.part(field, 'time'));
    if (!time) {
      this.anchors.set(field, `${field}-time`);
      return this.wrong(field, `The ${words} needs a time, such as 9:30am, 12:00 or 5pm`, '');
    }
    return londonInstant(day, time);
  }

  /** The bytes of an uploaded CSV file, in the sentences that people know from other services. */
  csv(field: string, file: SentFile | undefined, words = 'CSV file'): Buffer {
    this.words.set(field, words);
    const none = Buffer.alloc(0);
    if (!file) return this.wrong(field, `Select a ${words}`, none);
    if (!/\.csv$/i.test(file.originalname)) {
      return this.wrong(field, 'The selected file must be a CSV', none);
    }
    return file.buffer.length > 0
      ? file.buffer
      : this.wrong(field, 'The selected file is empty', none);
  }

  /** Says what else is wrong, in the caller's own sentence. */
  refuse(field: string | undefined, sentence: string): void {
    this.problems.push(field === undefined ? { sentence } : { field, sentence });
    this.status = 400;
  }

  /**
   * Runs the command if every field could be read. False means: show the form again, with what was
   * typed and why. Anything but an invalid message or a refusal is thrown on.
   */
  async accepted(command: () => Promise<unknown>, names: FieldNames = {}): Promise<boolean> {
    if (this.problems.length > 0) return false;
    try {
      await command();
      return true;
    } catch (error) {
      this.note(error, names);
      return false;
    }
  }

  /** A refusal ends this command's life: the form comes back with a new id. */
  private note(error: unknown, names: FieldNames): void {
    const { status, code, detail, errors } = problemOf(error);
    if (status !== 400 && status !== 403 && status !== 409) throw error;
    const problems = errors?.map((fault) => problemFrom(fault, names, this.words));
    const sentence = code === 'command-id-reused' ? sentBefore : detail;
    this.problems.push(...(problems ?? [{ sentence }]));
    this.status = status;
    this.commandId = newId();
  }

  private filled(field: string, words: string): boolean {
    this.words.set(field, words);
    return this.has(field) || this.wrong(field, `Enter the ${words}`, false);
  }

  private part(field: string, part: string): string {
    return this.value(`${field}-${part}`).trim();
  }

  private wrong<StandIn>(field: string, sentence: string, standIn: StandIn): StandIn {
    this.refuse(field, sentence);
    return standIn;
  }
}

/** What a form starts with when it changes something: the four fields of an instant in London. */
export function typedInstant(field: string, instant: string): Typed {
  const [year = '', month = '', day = ''] = londonDay(instant).split('-');
  const [, time = ''] = formatLondon(instant).split(', ');
  const parts = { day: String(Number(day)), month: String(Number(month)), year, time };
  return Object.fromEntries(
    Object.entries(parts).map(([part, text]) => [`${field}-${part}`, text]),
  );
}
