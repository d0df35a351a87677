import type { Response } from 'express';
import { validate as isUuid } from 'uuid';
import { notFound } from '#libs/decider';
import { FindRound, type RoundView } from '#messages/rounds';
import type { PageBuses } from './kit/page-buses.js';

/** The round as this visitor may see it; an address that cannot be one is not found. */
export function roundFor(
  buses: PageBuses,
  response: Response,
  roundId: string,
): Promise<RoundView> {
  if (!isUuid(roundId)) notFound();
  return buses.find<RoundView, FindRound>(response, FindRound, { roundId });
}
