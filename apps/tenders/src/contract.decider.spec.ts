import { describe, expect, it } from '@jest/globals';
import { contractIdOf, type ContractEvent, type TenderEvent } from '#messages/tenders';
import { specify } from '#specification';
import { contract } from './contract.decider.js';
import { issueContractsOnAward } from './issue-contracts-on-award.process.js';
import { tender } from './tender.decider.js';
import {
  ada,
  ben,
  consortiumId,
  drafted,
  governors,
  offer,
  paper,
  paperQuotes,
  published,
  quoteIds,
  quoteOf,
  suppliers,
  tenderId,
  trays,
  trust,
  which,
  workedFor,
} from './tender.fixture.js';

const given = specify(contract);
const contractId = contractIdOf(tenderId, trust, suppliers.Quillstone);
const its = { contractId, ...which, partyId: trust, supplierId: suppliers.Quillstone };
const lines = [
  { lotId: paper, item: 'copier-paper', schoolUrn: '990001', quantity: 400, paysPence: 494_000 },
];
const issue = { ...its, supplierName: 'Quillstone', lines, netPence: 494_000 };
const issued: ContractEvent = { type: 'ContractIssued', data: issue };
const signed: ContractEvent = { type: 'ContractSigned', data: { ...its, signedBy: 'someone' } };

describe('A contract', () => {
  it('is issued once, under the id that names its sides', () => {
    given().when('IssueContract', issue).records(issued);
    given(issued).when('IssueContract', issue).refuses('contract-exists');
    given()
      .when('IssueContract', { ...issue, partyId: governors })
      .refuses('contract-id-wrong');
  });

  it('is signed once, by its own party', () => {
    given().when('SignContract', { contractId }).refuses('not-found');
    given(issued).when('SignContract', { contractId }).records(signed);
    given(issued, signed).when('SignContract', { contractId }).refuses('contract-signed');
    const state = contract.evolve.ContractIssued({ status: 'none' }, issued.data as never);
    expect(contract.scope(state, { contractId } as never)).toEqual({
      consortiumId,
      partyId: trust,
    });
  });
});

describe('After an award', () => {
  const opened = [
    paperQuotes[0]!,
    quoteOf('Nethermere', offer(trays, [[1, 2600]])),
    paperQuotes[2]!,
  ];
  const choices = [
    { lotId: paper, quoteId: quoteIds.Quillstone },
    { lotId: trays, quoteId: quoteIds.Nethermere },
  ];
  const past: TenderEvent[] = [drafted, published];
  past.push(
    ...specify(tender)(...past)
      .when(
        'RecommendAward',
        { tenderId, choices, reason: 'So.' },
        { actor: ada, facts: { opened, worked: workedFor(opened, choices) } },
      )
      .events(),
  );
  const [awarded] = specify(tender)(...past)
    .when('ApproveAward', { tenderId }, { actor: ben, facts: { opened } })
    .events();
  const asks = issueContractsOnAward.on.TenderAwarded!(awarded!.data as never, awarded as never);

  it('every party gets one contract with each of its suppliers', () => {
    const sides = asks.map(({ body }) => (body as typeof issue).contractId);
    expect(sides).toEqual([
      contractIdOf(tenderId, trust, suppliers.Quillstone),
      contractIdOf(tenderId, governors, suppliers.Quillstone),
      contractIdOf(tenderId, governors, suppliers.Nethermere),
    ]);
  });

  it('a trust’s contract has a line for each of its schools, and their sum', () => {
    expect(asks[0]!.body).toMatchObject({
      supplierName: 'Quillstone',
      netPence: 864_500,
      lines: [
        { schoolUrn: '990001', quantity: 400, paysPence: 494_000 },
        { schoolUrn: '990002', quantity: 300, paysPence: 370_500 },
      ],
    });
  });
});
