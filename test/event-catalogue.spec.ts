import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  brokenPromises,
  generateCatalogue,
  readCatalogue,
  type Catalogue,
} from '../tools/event-catalogue.js';

const root = join(import.meta.dirname, '..');

describe('The catalogue of stored events', () => {
  let generated: Catalogue;
  beforeAll(() => {
    generated = generateCatalogue(root);
  }, 120_000);

  it('holds every event of the published language, as the types say', () => {
    expect(Object.keys(generated)).toContain('TenderAwarded');
    const today = Object.entries(readCatalogue(root)).filter(([name]) => generated[name]);
    expect(Object.fromEntries(today)).toEqual(JSON.parse(JSON.stringify(generated)));
  });

  it('breaks no promise to events that are stored already', () => {
    expect(brokenPromises(readCatalogue(root), generated)).toEqual([]);
  });

  it('notices a field that is gone, changed or newly wanted, and an event that is gone', () => {
    const before: Catalogue = {
      Moved: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
    };
    const changed = (properties: object, required: string[]): Catalogue => ({
      Moved: { type: 'object', properties, required } as Catalogue[string],
    });
    expect(brokenPromises(before, {})).toEqual(['Moved is gone.']);
    expect(brokenPromises(before, changed({}, []))).toEqual(['Moved.to is gone.']);
    expect(brokenPromises(before, changed({ to: { type: 'number' } }, ['to']))).toEqual([
      'Moved.to has another type.',
    ]);
    const added = { to: { type: 'string' }, by: { type: 'string' } };
    expect(brokenPromises(before, changed(added, ['to', 'by']))).toEqual([
      'Moved.by would be wanted of events that do not have it.',
    ]);
    expect(brokenPromises(before, changed(added, ['to']))).toEqual([]);
  });

  it('lets a version go that an upcaster makes into the next one', () => {
    const to = { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] };
    const moved: Catalogue = { Moved: to as Catalogue[string] };
    const second: Catalogue = { 'Moved.v2': { type: 'object' } };
    const upcasters = { Moved: [{ data: () => ({}) }] };
    expect(brokenPromises(moved, second, upcasters)).toEqual([]);
    expect(brokenPromises({ ...moved, ...second }, second, upcasters)).toEqual([]);
    expect(brokenPromises({ ...moved, ...second }, moved, {})).toEqual(['Moved.v2 is gone.']);
    expect(brokenPromises(second, { 'Moved.v3': {} }, upcasters)).toEqual(['Moved.v2 is gone.']);
  });
});
