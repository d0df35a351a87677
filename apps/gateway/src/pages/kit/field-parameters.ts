import type { Form } from './form.js';

/** What a page says about a field; anything else goes to the GOV.UK macro as it is. */
export interface FieldOptions {
  readonly label: string;
  readonly hint?: string;
  /** The field is the page's one question: its label is large. */
  readonly big?: boolean;
  readonly [parameter: string]: unknown;
}

/** Parameters of a GOV.UK input macro, so that no template forgets an error or a typed value. */
export function fieldParameters(form: Form, name: string, options: FieldOptions, own: object = {}) {
  const { label, hint, big, ...rest } = options;
  const size = big ? 'l' : 's';
  return {
    id: name,
    idPrefix: name,
    name,
    value: form.value(name),
    label: { text: label, classes: `govuk-label--${size}` },
    fieldset: { legend: { text: label, classes: `govuk-fieldset__legend--${size}` } },
    ...(hint ? { hint: { text: hint } } : {}),
    ...(form.error(name) ? { errorMessage: { text: form.error(name) } } : {}),
    ...own,
    ...rest,
  };
}

/** The three boxes of a date, and the fourth for a time of day in London where one is asked for. */
export function dateParameters(form: Form, name: string, options: FieldOptions, withTime: boolean) {
  const box = (part: string, width: number) => ({
    name: part,
    value: form.value(`${name}-${part}`),
    classes: `govuk-input--width-${width}${form.error(name) ? ' govuk-input--error' : ''}`,
  });
  const items = [box('day', 2), box('month', 2), box('year', 4)];
  const time = { ...box('time', 5), label: 'Time in the UK', inputmode: 'text' };
  const all = withTime ? [...items, time] : items;
  return fieldParameters(form, name, options, { namePrefix: name, items: all });
}
