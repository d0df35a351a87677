import type { RoundEvent, RoundTerms, SharingRule } from '#messages/rounds';

/** The data of one type of event of a round. */
export type Data<Type extends RoundEvent['type']> = Extract<RoundEvent, { type: Type }>['data'];
export type Request = Data<'DemandCommitted'>;

/** What one school has going on in a round. */
export interface SchoolState {
  readonly partyId: string;
  /** The latest request, while an approver has not looked at it. */
  readonly waiting?: Request & { readonly requestedBy: string };
  /** Asked of the fund and not answered yet, oldest first. */
  readonly reserving: readonly Request[];
  /** What counts. */
  readonly committed?: Request;
  readonly declined: boolean;
}

/** Another sharing rule that was proposed while the round is open, and who has accepted it. */
export interface OpenProposal {
  readonly proposalId: string;
  readonly sharingRule: SharingRule;
  readonly version: number;
  readonly acceptedBy: readonly string[];
}

export interface Round {
  readonly status: 'draft' | 'open' | 'locked' | 'not-viable' | 'cancelled' | 'closed';
  /** `closesAt` is the extended one when the round was extended. */
  readonly terms: RoundTerms;
  readonly extended: boolean;
  readonly schools: Readonly<Record<string, SchoolState>>;
  readonly requestIds: ReadonlySet<string>;
  readonly proposal?: OpenProposal;
  /** Of all proposals ever made: consent to one is never consent to another. */
  readonly proposalIds?: readonly string[];
}

export type RoundState = { readonly status: 'none' } | Round;

/** The request alone, without what else its event says. */
export function requestOf(data: Request): Request {
  const { roundId, consortiumId, fundId, schoolUrn, partyId, requestId } = data;
  const { lines, worstCasePence, vatRecovered } = data;
  const whose = { roundId, consortiumId, fundId, schoolUrn, partyId };
  return { ...whose, requestId, lines, worstCasePence, vatRecovered };
}

/** An event about a school of a round that does not exist would be a broken log. */
function existing(state: RoundState): Round {
  if (state.status === 'none') throw new Error('This round has an event before it was drafted.');
  return state;
}

type Evolve = {
  [Type in RoundEvent['type']]: (state: RoundState, data: Data<Type>) => RoundState;
};

export const evolveRound: Evolve = {
  RoundDrafted: (_, data) => drafted(data),
  RoundRevised: (_, data) => drafted(data),
  CommitmentOpened: (state) => ({ ...existing(state), status: 'open' }),

  DemandRequested: (state, data) => {
    const round = existing(state);
    const request = requestOf(data);
    const { reserving, committed } = schoolOf(round, data);
    const { partyId, schoolUrn, requestId } = data;
    const school: SchoolState = {
      partyId,
      reserving: data.waitsForApproval ? reserving : [...reserving, request],
      declined: false,
      ...(committed && { committed }),
      ...(data.waitsForApproval && { waiting: { ...request, requestedBy: data.requestedBy } }),
    };
    const requestIds = new Set(round.requestIds).add(requestId);
    return { ...round, requestIds, schools: { ...round.schools, [schoolUrn]: school } };
  },
  DemandApproved: (state, data) =>
    change(state, data, (school) => ({
      ...school,
      waiting: undefined,
      reserving: [...school.reserving, requestOf(data)],
    })),
  DemandRejected: (state, data) =>
    change(state, data, (school) => ({ ...school, waiting: undefined })),
  DemandCommitted: (state, data) =>
    change(state, data, (school) => ({
      ...answered(school, data.requestId),
      committed: requestOf(data),
    })),
  DemandRefused: (state, data) => {
    const round = change(state, data, (school) => answered(school, data.requestId));
    return isBound(schoolOf(round, data)) ? round : withoutConsent(round, data);
  },
  DemandWithdrawn: (state, data) =>
    withoutConsent(
      change(state, data, () => silent(data)),
      data,
    ),
  RoundDeclined: (state, data) => change(state, data, (school) => ({ ...school, declined: true })),

  SharingRuleProposed: (state, { proposalId, sharingRule, version }) => {
    const round = existing(state);
    const proposalIds = [...(round.proposalIds ?? []), proposalId];
    const proposal = { proposalId, sharingRule, version, acceptedBy: [] };
    return { ...round, proposal, proposalIds };
  },
  SharingRuleAccepted: (state, { schoolUrn }) =>
    withAccepted(existing(state), (urns) => [...urns, schoolUrn]),
  SharingRuleAgreed: (state, { sharingRule }) => {
    const { proposal: _, ...round } = existing(state);
    return { ...round, terms: { ...round.terms, sharingRule } };
  },

  CommitmentExtended: (state, { closesAt }) => {
    const round = existing(state);
    return { ...round, extended: true, terms: { ...round.terms, closesAt } };
  },
  LotDropped: (state) => state,
  RoundLocked: (state) => ({ ...existing(state), status: 'locked' }),
  RoundNotViable: (state) => ({ ...existing(state), status: 'not-viable' }),
  RoundCancelled: (state) => ({ ...existing(state), status: 'cancelled' }),
  RoundClosed: (state) => ({ ...existing(state), status: 'closed' }),
};

function drafted(data: RoundTerms): Round {
  const { roundId, consortiumId, fundId, title, closesAt, lots } = data;
  const { sharingRule, minimumRule, spareUnits } = data;
  const rules = { sharingRule, minimumRule, ...(spareUnits !== undefined && { spareUnits }) };
  const terms = { roundId, consortiumId, fundId, title, closesAt, ...rules, lots };
  return { status: 'draft', terms, extended: false, schools: {}, requestIds: new Set() };
}

type Whose = { readonly schoolUrn: string; readonly partyId: string };

function silent({ partyId }: Whose): SchoolState {
  return { partyId, reserving: [], declined: false };
}

function schoolOf(round: Round, whose: Whose): SchoolState {
  return round.schools[whose.schoolUrn] ?? silent(whose);
}

function answered(school: SchoolState, requestId: string): SchoolState {
  return { ...school, reserving: school.reserving.filter((one) => one.requestId !== requestId) };
}

function change(state: RoundState, whose: Whose, to: (school: SchoolState) => SchoolState): Round {
  const round = existing(state);
  const school = to(schoolOf(round, whose));
  return { ...round, schools: { ...round.schools, [whose.schoolUrn]: school } };
}

/** What it asked for counts, or will as soon as the fund has answered. */
export function isBound({ committed, reserving }: SchoolState): boolean {
  return committed !== undefined || reserving.length > 0;
}

/** A school that is left with nothing consents anew to what it commits to later. */
function withoutConsent(round: Round, { schoolUrn }: Whose): Round {
  return withAccepted(round, (urns) => urns.filter((urn) => urn !== schoolUrn));
}

function withAccepted(round: Round, to: (urns: readonly string[]) => readonly string[]): Round {
  const { proposal } = round;
  if (!proposal) return round;
  return { ...round, proposal: { ...proposal, acceptedBy: to(proposal.acceptedBy) } };
}
