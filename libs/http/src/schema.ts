import { getMetadataStorage } from 'class-validator';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { MessageClass } from '#messages/messages';

/** As much of JSON Schema as our messages need. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  description?: string;
  pattern?: string;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  uniqueItems?: boolean;
}

export interface ObjectSchema extends Schema {
  properties: Record<string, Schema>;
  required: string[];
}

type Rule = (constraints: readonly unknown[], sentence: string) => Schema;

/** What each rule of class-validator, and each of our own, says about a value. */
const rules: Record<string, Rule> = {
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ type: 'string', minLength: 1 }),
  isText: (_, sentence) => ({ type: 'string', minLength: 1, ...longest(sentence) }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isInstant: () => ({ type: 'string', format: 'date-time' }),
  isDay: () => ({ type: 'string', format: 'date' }),
  isUnitPence: (_, sentence) => whole(1, 1_000_000_00, sentence),
  isPence: (_, sentence) => whole(0, 1_000_000_000_00, sentence),
  isSignedPence: (_, sentence) => whole(-1_000_000_000_00, 1_000_000_000_00, sentence),
  isQuantity: (_, sentence) => whole(1, 10_000_000, sentence),
  isQuantityOrNone: (_, sentence) => whole(0, 10_000_000, sentence),
  isBasisPoints: (_, sentence) => whole(1, 10_000, sentence),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  isArray: () => ({ type: 'array' }),
  min: ([least]) => ({ minimum: Number(least) }),
  max: ([most]) => ({ maximum: Number(most) }),
  minLength: ([least]) => ({ type: 'string', minLength: Number(least) }),
  maxLength: ([most]) => ({ type: 'string', maxLength: Number(most) }),
  isLength: ([least, most]) => ({
    type: 'string',
    minLength: Number(least),
    ...(most !== undefined && { maxLength: Number(most) }),
  }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  isIn: ([values]) => ({ enum: values as unknown[] }),
  isEnum: ([values]) => ({ enum: Object.values(values as object) }),
  arrayMinSize: ([least]) => ({ type: 'array', minItems: Number(least) }),
  arrayMaxSize: ([most]) => ({ type: 'array', maxItems: Number(most) }),
  arrayUnique: () => ({ type: 'array', uniqueItems: true }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
};

/** The JSON Schema of a message's fields, from the very rules that `receive` checks. */
export function schemaOf(message: MessageClass): ObjectSchema {
  const found = getMetadataStorage().getTargetValidationMetadatas(message, '', false, false);
  const properties: Record<string, Schema> = {};
  const optional = new Set<string>();
  for (const rule of found) {
    const { propertyName: name, type, each, constraints } = rule;
    const property = (properties[name] ??= {});
    if (type === 'conditionalValidation') optional.add(name);
    const nested = type === 'nestedValidation' ? nestedSchema(message, name) : undefined;
    const sentence = typeof rule.message === 'string' ? rule.message : '';
    const said = nested ?? rules[rule.name ?? '']?.(constraints ?? [], sentence);
    if (said && each) {
      Object.assign(property, { type: 'array', items: { ...property.items, ...said } });
    } else if (said) {
      Object.assign(property, said);
    }
  }
  const required = Object.keys(properties).filter((name) => !optional.has(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

function nestedSchema(message: MessageClass, property: string): Schema | undefined {
  const found = defaultMetadataStorage.findTypeMetadata(message, property);
  return found && schemaOf(found.typeFunction() as MessageClass);
}

function whole(minimum: number, maximum: number, sentence: string): Schema {
  return { type: 'integer', minimum, maximum, description: sentence.replace('$property ', '') };
}

/** `IsText` says its limit in its sentence alone. */
function longest(sentence: string): Schema {
  const most = / to (\d+) characters/.exec(sentence)?.[1];
  return most ? { maxLength: Number(most) } : {};
}
