import { IsUUID } from 'class-validator';
import { AllowedTo, Query } from './messages.js';
import type { SharingRule } from './rounds.js';

/** What one rule would make one school pay for all its lots, net. Signed: + costs more. */
export interface ComparedSchool {
  readonly schoolUrn: string;
  readonly partyId: string;
  readonly paysPence: number;
  readonly baselinePence: number;
  readonly savingPence: number;
  /** pays − what it would pay at one price for everybody, which is what suppliers invoice. */
  readonly transferPence: number;
}

/** Could a group of schools pay less without the others? Null where too many to check. */
export interface ComparedAudit {
  readonly lotId: string;
  readonly item: string;
  readonly holds: boolean | null;
  /** The most aggrieved group and what it pays too much, for those who see all demand. */
  readonly worstPence: number | null;
  readonly group: readonly string[];
}

/** Null for those who do not see all demand: taken before and after a school, they tell its prices. */
export interface RuleTotals {
  readonly paysPence: number;
  readonly baselinePence: number | null;
  readonly savingPence: number | null;
  /** Schools that would pay into the others' shares or get something back, and how much moves. */
  readonly transferringSchools: number | null;
  readonly transfersPence: number | null;
}

/** What only those who see all demand are told. */
export interface RuleSpread {
  /** Saving of what it would have cost, in hundredths of a per cent. */
  readonly leastBasisPoints: number | null;
  readonly mostBasisPoints: number | null;
  /** Schools that would pay more than without the round. */
  readonly worseOff: readonly string[];
}

export interface RuleOutcome {
  readonly rule: { readonly id: SharingRule; readonly version: number };
  /** Why it has no answer on this demand; there are no figures then. */
  readonly cannot: string | null;
  readonly totals: RuleTotals | null;
  readonly spread: RuleSpread | null;
  readonly audits: readonly ComparedAudit[];
  /** Own schools; every school for those who see all demand. */
  readonly schools: readonly ComparedSchool[];
}

export interface ComparedLot {
  readonly lotId: string;
  readonly item: string;
  readonly unit: string;
  readonly quantity: number;
  readonly schools: number;
  /** What all of it costs at the indicative prices, below the first of them at the ceiling. */
  readonly costPence: number;
  /** Nobody has said what the market might ask: the ceiling is all there is. */
  readonly onlyCeiling: boolean;
}

/** Every sharing rule on a round's demand, before anybody has quoted. */
export interface RuleComparison {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly basis: 'committed' | 'locked';
  /** The round's rule, and one that is proposed instead. */
  readonly sharingRule: SharingRule;
  readonly proposedRule: SharingRule | null;
  readonly spareUnits: boolean;
  /**
   * SHA-256 of demand and prices, in hex: equal inputs, equal figures. Null for those who do not
   * see all demand, since a last price can be guessed until the hash agrees.
   */
  readonly inputHash: string | null;
  /** Some rules are still being worked out: ask again in a moment. */
  readonly pending: boolean;
  readonly schools: number;
  readonly lots: readonly ComparedLot[];
  /** In the order of the language; those still being worked out are missing. */
  readonly rules: readonly RuleOutcome[];
}

@AllowedTo('signed-in', 'system')
export class FindRuleComparison extends Query<RuleComparison> {
  @IsUUID() readonly roundId!: string;
}
