import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  newKey,
  SealBroken,
  sealHashOf,
  sealText,
  unsealText,
  unwrapKey,
  wrapKey,
} from './index.js';

const key = newKey();
const of = { tenderId: randomUUID(), supplierId: randomUUID(), quoteId: randomUUID() };

describe('A sealed text', () => {
  it('opens to the text that was sealed, with a salt that proves it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const sealed = sealText(key, of, text);
        const opened = unsealText(key, of, sealed);
        expect(opened.text).toBe(text);
        expect(sealHashOf(of, opened.salt, text)).toBe(sealed.sealHash);
      }),
    );
  });

  it('stays shut when any byte of it has changed', () => {
    const sealed = sealText(key, of, '{"unitPricePence":1235}');
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    const place = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(bytes);
        other[at] = other[at]! ^ change;
        const ciphertext = other.toString('base64');
        expect(() => unsealText(key, of, { ...sealed, ciphertext })).toThrow(SealBroken);
      }),
    );
  });

  it('stays shut when it has been cut short or lengthened', () => {
    const { sealHash, ciphertext } = sealText(key, of, 'a price');
    const bytes = Buffer.from(ciphertext, 'base64');
    for (const other of [bytes.subarray(1), bytes.subarray(0, -1), bytes.subarray(0, 5)]) {
      const cut = { sealHash, ciphertext: other.toString('base64') };
      expect(() => unsealText(key, of, cut)).toThrow(SealBroken);
    }
    const longer = { sealHash, ciphertext: `${ciphertext}!` };
    expect(() => unsealText(key, of, longer)).toThrow(SealBroken);
  });

  it('opens for no other tender, supplier, quote, key or hash', () => {
    const sealed = sealText(key, of, 'a price');
    for (const id of ['tenderId', 'supplierId', 'quoteId'] as const) {
      const other = { ...of, [id]: randomUUID() };
      expect(() => unsealText(key, other, sealed)).toThrow(SealBroken);
    }
    expect(() => unsealText(newKey(), of, sealed)).toThrow(SealBroken);
    const { sealHash } = sealText(key, of, 'a price');
    expect(() => unsealText(key, of, { ...sealed, sealHash })).toThrow(SealBroken);
    expect(unsealText(key, of, sealed).text).toBe('a price');
  });

  it('is as long as its room in steps of 1 KiB, whatever the text in it', () => {
    const lengthOf = (text: string, room: number) =>
      sealText(key, of, text, room).ciphertext.length;
    fc.assert(
      fc.property(fc.string({ maxLength: 900 }), fc.string({ maxLength: 900 }), (one, other) => {
        expect(lengthOf(one, 3000)).toBe(lengthOf(other, 3000));
      }),
    );
    expect(lengthOf('', 0)).toBe(lengthOf('', 988));
    expect(lengthOf('', 989)).toBeGreaterThan(lengthOf('', 988));
  });

  it('is another one every time, and so is its hash', () => {
    const [one, other] = [sealText(key, of, 'a price'), sealText(key, of, 'a price')];
    expect(one.ciphertext).not.toBe(other.ciphertext);
    expect(one.sealHash).not.toBe(other.sealHash);
  });
});

describe('A wrapped key', () => {
  it('unwraps for its tender under the same installation’s key only', () => {
    const installation = newKey();
    const wrapped = wrapKey(installation, of.tenderId, key);
    expect(unwrapKey(installation, of.tenderId, wrapped)).toEqual(key);
    expect(() => unwrapKey(installation, of.quoteId, wrapped)).toThrow(SealBroken);
    expect(() => unwrapKey(newKey(), of.tenderId, wrapped)).toThrow(SealBroken);
    wrapped[20]! ^= 1;
    expect(() => unwrapKey(installation, of.tenderId, wrapped)).toThrow(SealBroken);
  });
});
