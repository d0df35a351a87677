import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { validate as isUuid } from 'uuid';
import { Database, findNames } from '#libs/auth';
import { hasRole, notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import {
  FindPeople,
  InviteMember,
  JoinConsortium,
  type Member,
  type PersonGrants,
} from '#messages/membership';
import type { Actor } from '#messages/messages';
import { FindSuppliers, RegisterSupplier, type SupplierSummary } from '#messages/quotes';
import { dataTable } from './kit/data-table.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { roleWords } from './membership-words.js';
import { consortiaOf, namesIn, type Names } from './names.js';
import { isOperator, leads, schoolsOf } from './visitor-rights.js';

/** The schools, people and suppliers of one consortium. */
@Controller('consortia/:consortiumId')
export class MembersPages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get()
  async show(@Param('consortiumId') consortiumId: string, @Res() response: Response) {
    const consortium = await this.consortium(response, consortiumId);
    const names = await namesIn(this.buses, response, consortiumId);
    const actor = actorOf(response.req);
    const runs = mayInvite(actor, consortiumId);
    const seesPeople = runs || hasRole(actor, consortiumId, 'auditor');
    this.views.send(response, 'consortia/members', {
      title: consortium.name,
      consortium,
      runs,
      seesPeople,
      joining: this.joining(actor, names, consortiumId),
      members: membersTable(names.members),
      people: seesPeople ? await this.people(response, consortiumId, names) : [],
      suppliers: runs ? suppliersTable(await this.suppliers(response, consortiumId)) : undefined,
    });
  }

  @Post('members/:urn/agreement')
  async join(
    @Param('consortiumId') consortiumId: string,
    @Param('urn') schoolUrn: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const agreementVersion = form.value('agreementVersion');
    const body = { consortiumId, schoolUrn, agreementVersion };
    await this.buses.send(response, form, JoinConsortium, body);
    const school = (await namesIn(this.buses, response, consortiumId)).school(schoolUrn);
    this.views.goOn(response, `/consortia/${consortiumId}`, `${school} is a member now.`);
  }

  @Get('schools/new')
  async askSchool(@Param('consortiumId') consortiumId: string, @Res() response: Response) {
    await this.showInviteSchool(response, consortiumId, new Form());
  }

  @Post('schools/new')
  async inviteSchool(
    @Param('consortiumId') consortiumId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const schoolUrn = form.text('schoolUrn', 'school’s reference number', 20);
    if (schoolUrn && !/^[1-9]\d{5}$/.test(schoolUrn)) {
      form.refuse('schoolUrn', 'The reference number has six digits, such as 123456');
    }
    const body = { consortiumId, schoolUrn };
    const accepted = await form.accepted(() => this.buses.send(response, form, InviteMember, body));
    if (!accepted) return this.showInviteSchool(response, consortiumId, form);
    const next = `/consortia/${consortiumId}/people/new?role=school-buyer&schoolUrn=${schoolUrn}`;
    this.views.goOn(response, next, 'The school is invited. Invite its buyer next.');
  }

  @Get('suppliers/new')
  async askSupplier(@Param('consortiumId') consortiumId: string, @Res() response: Response) {
    await this.showSupplier(response, consortiumId, new Form());
  }

  @Post('suppliers/new')
  async registerSupplier(
    @Param('consortiumId') consortiumId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const supplierId = form.commandId;
    const name = form.text('name', 'name of the supplier', 200);
    const companyNumber = form.has('companyNumber')
      ? { companyNumber: form.text('companyNumber', 'company number', 20) }
      : {};
    const body = { supplierId, consortiumId, name, ...companyNumber };
    const accepted = await form.accepted(() =>
      this.buses.send(response, form, RegisterSupplier, body),
    );
    if (!accepted) return this.showSupplier(response, consortiumId, form);
    const next = `/consortia/${consortiumId}/people/new?role=supplier&supplierId=${supplierId}`;
    this.views.goOn(response, next, `${name} is registered. Invite its first person next.`);
  }

  private joining(actor: Actor, names: Names, consortiumId: string) {
    const mine = [
      ...schoolsOf(actor, 'school-buyer', consortiumId),
      ...schoolsOf(actor, 'school-approver', consortiumId),
    ];
    return names.members
      .filter(({ schoolUrn, status }) => status === 'invited' && mine.includes(schoolUrn))
      .map(({ schoolUrn, schoolName }) => ({ schoolUrn, schoolName, form: new Form() }));
  }

  /** Each role of each person, with what it takes to revoke it. */
  private async people(response: Response, consortiumId: string, names: Names) {
    const people = await this.buses.find<PersonGrants[], FindPeople>(response, FindPeople, {
      consortiumId,
    });
    const suppliers = await this.suppliers(response, consortiumId);
    const nameOf = await findNames(
      this.db,
      people.map(({ personId }) => personId),
    );
    return people
      .flatMap(({ personId, grants }) =>
        grants.map(({ role, schoolUrn, supplierId, limitPence }) => ({
          name: nameOf.get(personId) ?? 'Somebody who has been erased',
          role: roleWords[role],
          of: schoolUrn
            ? names.school(schoolUrn)
            : (suppliers.find((one) => one.supplierId === supplierId)?.name ?? ''),
          limitPence,
          revoke: `/consortia/${consortiumId}/people/${personId}/revocation?${new URLSearchParams({
            role,
            ...(schoolUrn && { schoolUrn }),
            ...(supplierId && { supplierId }),
          })}`,
        })),
      )
      .sort((one, other) => one.name.localeCompare(other.name, 'en'));
  }

  private suppliers(response: Response, consortiumId: string): Promise<SupplierSummary[]> {
    const body = { consortiumId };
    return this.buses.find<SupplierSummary[], FindSuppliers>(response, FindSuppliers, body);
  }

  private async showInviteSchool(response: Response, consortiumId: string, form: Form) {
    const { name } = await this.runBy(response, consortiumId);
    const page = { title: 'Invite a school', caption: name, form, back: backTo(consortiumId) };
    this.views.send(response, 'consortia/invite-school', { ...page, consortiumId });
  }

  private async showSupplier(response: Response, consortiumId: string, form: Form) {
    const { name } = await this.runBy(response, consortiumId);
    const page = { title: 'Register a supplier', caption: name, form, back: backTo(consortiumId) };
    this.views.send(response, 'consortia/supplier', { ...page, consortiumId });
  }

  private async runBy(response: Response, consortiumId: string) {
    const consortium = await this.consortium(response, consortiumId);
    return mayInvite(actorOf(response.req), consortiumId) ? consortium : notFound();
  }

  private async consortium(response: Response, wanted: string) {
    if (!isUuid(wanted)) notFound();
    const consortia = await consortiaOf(this.buses, response);
    return consortia.find(({ consortiumId }) => consortiumId === wanted) ?? notFound();
  }
}

/** The lead, and the operator who sets a consortium up. */
export function mayInvite(actor: Actor, consortiumId: string): boolean {
  return isOperator(actor) || leads(actor, consortiumId);
}

function backTo(consortiumId: string): string {
  return `/consortia/${consortiumId}`;
}

function membersTable(members: readonly Member[]) {
  return dataTable({
    caption: 'Schools',
    whenEmpty: 'No school has been invited yet.',
    rows: members,
    columns: [
      { heading: 'School', value: ({ schoolName }: Member) => schoolName },
      { heading: 'Reference number (URN)', value: ({ schoolUrn }) => schoolUrn },
      { heading: 'Phase', value: ({ phase }) => phase },
      { heading: 'Contracting party', value: ({ partyName }) => partyName },
      {
        heading: 'State',
        value: ({ status }) => (status === 'joined' ? 'Joined' : 'Invited'),
        tag: ({ status }) => (status === 'joined' ? 'green' : 'yellow'),
      },
    ],
  });
}

function suppliersTable(suppliers: readonly SupplierSummary[]) {
  return dataTable({
    caption: 'Suppliers',
    whenEmpty: 'No supplier is registered yet.',
    rows: suppliers,
    columns: [{ heading: 'Supplier', value: ({ name }: SupplierSummary) => name }],
  });
}
