import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { sumPence, timesPence } from '#libs/money';
import {
  FindBaseline,
  FindRoundParty,
  type BaselineInUse,
  type RoundParty,
} from '#messages/savings';
import { CorrectedBaselineRow, MemberPartyRow, RoundRow } from './shares.read-model.js';

@QueryHandler(FindBaseline)
export class FindBaselineHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, schoolUrn, lotId }: FindBaseline): Promise<BaselineInUse | null> {
    const { manager } = this.db;
    const round = await manager.findOneBy(RoundRow, { roundId });
    const lot = round?.lots.find((one) => one.lotId === lotId);
    const wanted = lot?.demand.find((one) => one.schoolUrn === schoolUrn);
    if (!round || !lot || !wanted) return null;
    const corrected = await manager.findOneBy(CorrectedBaselineRow, { roundId, schoolUrn, lotId });
    const { lastPricePence, evidenceGrade } = wanted;
    const { evidenceReference, evidenceHash, evidenceDay } = wanted;
    const said = {
      lastPricePence,
      evidenceGrade,
      ...(evidenceReference !== undefined && { evidenceReference }),
      ...(evidenceHash !== undefined && { evidenceHash }),
      ...(evidenceDay !== undefined && { evidenceDay }),
    };
    const { consortiumId } = round;
    const { item } = lot;
    const which = { consortiumId, partyId: wanted.partyId, item, isAwarded: round.award !== null };
    return { ...which, ...(corrected?.baseline ?? said) };
  }
}

@QueryHandler(FindRoundParty)
export class FindRoundPartyHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, partyId }: FindRoundParty): Promise<RoundParty | null> {
    const { manager } = this.db;
    const round = await manager.findOneBy(RoundRow, { roundId });
    if (!round) return null;
    const { consortiumId } = round;
    const isMember =
      partyId !== undefined && (await manager.existsBy(MemberPartyRow, { consortiumId, partyId }));
    return { consortiumId, isMember, valuePence: valueOf(round) };
  }
}

function valueOf({ award, lots }: RoundRow): number {
  const awarded = sumPence((award?.lots ?? []).map(({ totalPence }) => totalPence));
  if (awarded > 0) return awarded;
  return sumPence(lots.map(({ quantity, ceilingPence }) => timesPence(ceilingPence, quantity)));
}
