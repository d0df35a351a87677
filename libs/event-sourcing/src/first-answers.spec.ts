import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import type { Meta } from '#messages/messages';
import { commandKeyOf, commandSpace, eventIdOf } from './first-answers.js';

describe('The id of an event', () => {
  it('is the UUIDv5 of actor, command and place, as the reference library makes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), fc.nat(500), (id, commandId, n) => {
        const meta = { commandId, actor: { id, kind: 'person', grants: [] } } as unknown as Meta;
        expect(eventIdOf(meta, n)).toBe(v5(`${commandKeyOf(meta)}/${n}`, commandSpace));
      }),
    );
  });
});
