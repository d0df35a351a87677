import { getMetadataStorage } from 'class-validator';
import { instantFields } from './fields.js';

/** What a class says of its fields that validation itself does not look at. */
interface Form {
  /** Fields that may be left out. */
  readonly optional: ReadonlySet<string>;
  /** Fields that hold one object, not a list of them. */
  readonly single: ReadonlySet<string>;
}

const forms = new WeakMap<object, Form>();

/** Fields that must hold one object and hold a list: each element of it would pass for the object. */
export function listsForObjects(made: object, above = ''): string[] {
  const { single } = formOf(made);
  return Object.entries(made).flatMap(([key, value]: [string, unknown]) => {
    const path = above ? `${above}.${key}` : key;
    if (!Array.isArray(value)) return isObject(value) ? listsForObjects(value, path) : [];
    if (single.has(key)) return [path];
    return value.flatMap((one: unknown, i) =>
      isObject(one) ? listsForObjects(one, `${path}[${i}]`) : [],
    );
  });
}

/** Instants in one form; and what is optional and null is left out, as if it had not been said. */
export function bringIntoOneForm(made: object): void {
  const instants = instantFields(Object.getPrototypeOf(made) as object);
  const { optional } = formOf(made);
  for (const [key, value] of Object.entries(made) as [string, unknown][]) {
    if (value === null && optional.has(key)) Reflect.deleteProperty(made, key);
    else if (instants.has(key) && typeof value === 'string') {
      Object.assign(made, { [key]: new Date(value).toISOString() });
    } else if (Array.isArray(value)) value.filter(isObject).forEach(bringIntoOneForm);
    else if (isObject(value)) bringIntoOneForm(value);
  }
}

function formOf(made: object): Form {
  const prototype = Object.getPrototypeOf(made) as object;
  const known = forms.get(prototype);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(
    prototype.constructor,
    '',
    true,
    false,
  );
  const fields = (is: (rule: (typeof rules)[number]) => boolean) =>
    new Set(rules.filter(is).map(({ propertyName }) => propertyName));
  const form = {
    optional: fields(({ name }) => name === 'isOptional'),
    single: fields(({ type, each }) => type === 'nestedValidation' && !each),
  };
  forms.set(prototype, form);
  return form;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
