import { IsBoolean, Matches, registerDecorator, type ValidationOptions } from 'class-validator';

const instants = new WeakMap<object, Set<string>>();

/** Fields of this message that hold instants: `receive` brings them into one form. */
export function instantFields(prototype: object): ReadonlySet<string> {
  return instants.get(prototype) ?? new Set();
}

/** An instant with its offset, e.g. `2026-12-01T12:00:00Z`; a date without a zone is refused. */
export function IsInstant(options?: ValidationOptions): PropertyDecorator {
  return (target, property) => {
    const fields = instants.get(target) ?? new Set<string>();
    instants.set(target, fields.add(String(property)));
    registerDecorator({
      name: 'isInstant',
      target: target.constructor,
      propertyName: String(property),
      options: { message: instantSentence, ...options },
      validator: { validate: (value: unknown) => isInstant(value) },
    });
  };
}

const instantSentence =
  '$property must be a date and time with its offset, such as 2026-12-01T12:00:00Z.';
const instantForm =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

export function isInstant(value: unknown): value is string {
  const match = typeof value === 'string' ? instantForm.exec(value) : null;
  return match !== null && isCalendarDay(`${match[1]}-${match[2]}-${match[3]}`);
}

/** A day that exists, e.g. `2026-12-01`; the 30th of February does not. */
export function IsDay(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isDay',
    isCalendarDay,
    '$property must be a real date written as 2026-12-01.',
    options,
  );
}

function isCalendarDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const maxPence = 1_000_000_000_00;

/** Money in whole pence, from nothing to a thousand million pounds. */
export function IsPence(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isPence',
    (value) => isWhole(value, 0, maxPence),
    '$property must be whole pence: 0 or more, and no more than £1,000,000,000.',
    options,
  );
}

/** What a unit or a point is worth, in whole pence: at least a penny, at most a million pounds. */
export function IsUnitPence(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isUnitPence',
    (value) => isWhole(value, 1, 1_000_000_00),
    '$property must be whole pence: at least 1, and no more than £1,000,000.',
    options,
  );
}

/** Money in whole pence that goes one way (above 0) or the other (below 0). */
export function IsSignedPence(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isSignedPence',
    (value) => isWhole(value, -maxPence, maxPence),
    '$property must be whole pence: no more than £1,000,000,000 either way.',
    options,
  );
}

/** A part of a sum in hundredths of a per cent: from 0.01 % to 100 %. */
export function IsBasisPoints(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isBasisPoints',
    (value) => isWhole(value, 1, 10_000),
    '$property must be whole hundredths of a per cent, from 1 (0.01 %) to 10,000 (100 %).',
    options,
  );
}

const maxQuantity = 10_000_000;

/** A number of units that someone buys or delivers: 1 to ten million. */
export function IsQuantity(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isQuantity',
    (value) => isWhole(value, 1, maxQuantity),
    '$property must be a whole number of units from 1 to 10,000,000.',
    options,
  );
}

/** Like a quantity, but nothing is allowed. */
export function IsQuantityOrNone(options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isQuantityOrNone',
    (value) => isWhole(value, 0, maxQuantity),
    '$property must be a whole number of units from 0 to 10,000,000.',
    options,
  );
}

/** A school's unique reference number: six digits. */
export function IsUrn(options?: ValidationOptions): PropertyDecorator {
  return Matches(/^[1-9]\d{5}$/, {
    message: '$property must be a school’s unique reference number: six digits.',
    ...options,
  });
}

/** Text that a person reads: not blank, and no longer than `longest` characters. */
export function IsText(longest: number, options?: ValidationOptions): PropertyDecorator {
  return rule(
    'isText',
    (value) => typeof value === 'string' && value.trim() !== '' && value.length <= longest,
    `$property must be text of 1 to ${longest} characters.`,
    options,
  );
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** An order's id: its tender's and its supplier's with a dot between them. */
export function IsOrderId(options?: ValidationOptions): PropertyDecorator {
  return Matches(new RegExp(`^${uuid}\\.${uuid}$`), {
    message: '$property must be the id of an order.',
    ...options,
  });
}

/** Yes or no, as JSON says it. */
export function IsYesOrNo(options?: ValidationOptions): PropertyDecorator {
  return IsBoolean({ message: '$property must be true or false.', ...options });
}

/** The SHA-256 of a document: 64 hexadecimal digits in small letters. */
export function IsSha256(options?: ValidationOptions): PropertyDecorator {
  return Matches(/^[0-9a-f]{64}$/, {
    message: '$property must be a SHA-256: 64 digits from 0 to 9 and a to f.',
    ...options,
  });
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}

function rule(
  name: string,
  validate: (value: unknown) => boolean,
  message: string,
  options?: ValidationOptions,
): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message, ...options },
      validator: { validate },
    });
}
