import { describe, expect, it } from '@jest/globals';
import type { Actor, Grant, Scope } from '#messages/messages';
import { verdict } from './policy.js';

const consortiumId = 'c1';
const person = (...grants: Grant[]): Actor => ({ id: 'p', kind: 'person', grants });
const lead = person({ role: 'lead', consortiumId });
const auditor = person({ role: 'auditor', consortiumId });
const buyer = person({ role: 'school-buyer', consortiumId, schoolUrn: '990008', partyId: 'a' });
const approver = person({
  role: 'school-approver',
  consortiumId,
  schoolUrn: '990008',
  partyId: 'a',
});
const supplier = person({ role: 'supplier', consortiumId, supplierId: 's1' });
const stranger = person({ role: 'lead', consortiumId: 'c2' });

const said = (actors: Actor[], who: Parameters<typeof verdict>[1], scope: Scope) =>
  actors.map((actor) => verdict(actor, who, scope));

describe('Permission', () => {
  it('is denied to everybody where nobody is named', () => {
    expect(said([lead, buyer, supplier], [], { consortiumId })).toEqual([
      'forbidden',
      'forbidden',
      'hidden',
    ]);
  });

  it('goes with a role in this consortium, not in another', () => {
    expect(said([lead, stranger], ['lead'], { consortiumId })).toEqual(['allowed', 'hidden']);
  });

  it('goes with the own school, party or supplier, and hides those of others', () => {
    const mine = { consortiumId, schoolUrn: '990008' };
    const other = { consortiumId, schoolUrn: '990009' };
    expect(said([buyer], ['school-buyer'], mine)).toEqual(['allowed']);
    expect(said([buyer, supplier], ['school-buyer'], other)).toEqual(['hidden', 'hidden']);
    expect(said([lead], ['school-buyer'], other)).toEqual(['forbidden']);
    const party = { consortiumId, partyId: 'a' };
    expect(said([approver], ['school-approver'], party)).toEqual(['allowed']);
    expect(said([supplier], ['supplier'], { consortiumId, supplierId: 's1' })).toEqual(['allowed']);
    expect(said([supplier], ['supplier'], { consortiumId, supplierId: 's2' })).toEqual(['hidden']);
  });

  it('says no to those who may know of it, and nothing to those who may not', () => {
    const asked = (knownTo: NonNullable<Scope['knownTo']>) =>
      said([auditor, buyer, supplier], ['lead'], { consortiumId, knownTo });
    expect(asked('overseers')).toEqual(['forbidden', 'hidden', 'hidden']);
    expect(asked('members')).toEqual(['forbidden', 'forbidden', 'hidden']);
    expect(asked('members-and-suppliers')).toEqual(['forbidden', 'forbidden', 'forbidden']);
  });

  it('lets services do what is the system’s, and persons nothing of it', () => {
    const service: Actor = { id: 'process:x', kind: 'service', grants: [] };
    expect(said([service, lead], ['system'], { consortiumId })).toEqual(['allowed', 'forbidden']);
    expect(said([service], ['lead'], { consortiumId })).toEqual(['hidden']);
  });
});
