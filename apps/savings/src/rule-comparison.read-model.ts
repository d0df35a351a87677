import { setTimeout as pause } from 'node:timers/promises';
import { Inject } from '@nestjs/common';
import { QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { isMember, notFound, oversees, schoolsOf } from '#libs/decider';
import { FindRuleComparison, type RuleComparison } from '#messages/rule-comparison';
import { comparisonOf } from './comparisons.js';
import { indicativeRound } from './indicative.read-model.js';
import { lotOf, outcomeFor } from './rule-outcome.js';

/** Long enough for a cluster of schools; whoever has more is told to look again. */
const patienceMilliseconds = 2500;

@QueryHandler(FindRuleComparison)
export class FindRuleComparisonHandler {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  async execute({ roundId, meta: { actor } }: FindRuleComparison): Promise<RuleComparison> {
    const round = await indicativeRound(this.db, roundId);
    const all = round !== undefined && oversees(actor, round.consortiumId);
    const isTheirs =
      all || (round && round.status !== 'draft' && isMember(actor, round.consortiumId));
    if (!round || !isTheirs) notFound();
    const { inputHash, lots, rules, done } = comparisonOf(round);
    const pending = await isPending(done);
    const own = new Set(schoolsOf(actor, round.consortiumId));
    const { consortiumId, title, status, sharingRule, proposedRule, spareUnits } = round;
    return {
      roundId,
      consortiumId,
      title,
      basis: status === 'locked' ? 'locked' : 'committed',
      sharingRule,
      proposedRule,
      spareUnits,
      inputHash: all ? inputHash : null,
      pending,
      schools: new Set(lots.flatMap(({ demands }) => demands.map(({ id }) => id))).size,
      lots: lots.map(lotOf),
      rules: rules.map((rule) => outcomeFor(rule, all ? undefined : own)),
    };
  }
}

async function isPending(done: Promise<void>): Promise<boolean> {
  const patience = new AbortController();
  const waited = pause(patienceMilliseconds, true, { signal: patience.signal }).catch(() => true);
  const pending = await Promise.race([done.then(() => false), waited]);
  patience.abort();
  return pending;
}
