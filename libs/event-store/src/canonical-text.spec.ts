import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalText } from './canonical-text.js';

describe('The canonical text of a value', () => {
  it('is what the reference library writes, whatever the value', () => {
    const keys = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('10', '9', '01', '-1', '__proto__', 'constructor', 'é', '😀', '﬩', ''),
    );
    const leaves = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constantFrom(null, true, -0, 1e21, 1e-7),
      fc.date({ noInvalidDate: true }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaves,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, (any) => expect(canonicalText(any)).toBe(canonicalize(any))),
      { numRuns: 3000 },
    );
  });

  it('orders by code units and leaves out what is undefined', () => {
    const value = { b: [undefined, 1], a: undefined, é: 1, '10': 1, '9': { y: 1, x: 2 } };
    expect(canonicalText(value)).toBe('{"10":1,"9":{"x":2,"y":1},"b":[null,1],"é":1}');
  });

  it.each([NaN, Infinity, 7n])('does not write %s', (value) => {
    expect(() => canonicalText(value)).toThrow(TypeError);
    expect(() => canonicalText({ deep: [value] })).toThrow(TypeError);
  });
});
