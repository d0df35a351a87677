import { AllowedTo, Query } from '#messages/messages';

/** The tender of a round that is not cancelled, if there is one. Asked by the decider here only. */
@AllowedTo('system')
export class FindTenderOfRound extends Query<{ readonly tenderId: string } | null> {
  readonly roundId!: string;
}
