import type { Response } from 'express';
import {
  FindConsortia,
  FindMembers,
  type ConsortiumSummary,
  type Member,
} from '#messages/membership';
import type { PageBuses } from './kit/page-buses.js';

/** Schools and parties of a consortium by what people call them: no page shows an id. */
export interface Names {
  readonly members: readonly Member[];
  school(urn: string): string;
  party(partyId: string): string;
}

export async function namesIn(
  buses: PageBuses,
  response: Response,
  consortiumId: string,
): Promise<Names> {
  const members = await buses.find<Member[], FindMembers>(response, FindMembers, { consortiumId });
  return {
    members,
    school: (urn) => members.find(({ schoolUrn }) => schoolUrn === urn)?.schoolName ?? 'A school',
    party: (partyId) =>
      members.find((member) => member.partyId === partyId)?.partyName ?? 'A contracting party',
  };
}

/** The visitor's consortia, by name. */
export function consortiaOf(buses: PageBuses, response: Response): Promise<ConsortiumSummary[]> {
  return buses.find<ConsortiumSummary[], FindConsortia>(response, FindConsortia, {});
}
