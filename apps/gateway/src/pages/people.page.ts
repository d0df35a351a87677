import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { validate as isUuid } from 'uuid';
import { Database, findNames } from '#libs/auth';
import { notFound } from '#libs/decider';
import { actorOf } from '#libs/http';
import { receive } from '#messages/receive';
import { GrantRole, RevokeRole } from '#messages/membership';
import type { Role } from '#messages/messages';
import { FindSuppliers, type SupplierSummary } from '#messages/quotes';
import { Invitations, InvitePerson, inviteRoles } from '../account/invitations.js';
import { Form, type Typed } from './kit/form.js';
import { PageBuses } from './kit/page-buses.js';
import { ViewService } from './kit/view-service.js';
import { mayInvite } from './members.page.js';
import { roleHints, roleWords } from './membership-words.js';
import { namesIn } from './names.js';

/** People of a consortium: invited with a role, by e-mail; a role can be taken back. */
@Controller('consortia/:consortiumId/people')
export class PeoplePages {
  constructor(
    @Inject(PageBuses) private readonly buses: PageBuses,
    @Inject(ViewService) private readonly views: ViewService,
    @Inject(Invitations) private readonly invitations: Invitations,
    @Inject(Database) private readonly db: Database,
  ) {}

  @Get('new')
  async ask(
    @Param('consortiumId') consortiumId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    await this.show(response, consortiumId, new Form(typed));
  }

  @Post('new')
  async invite(
    @Param('consortiumId') consortiumId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const role = form.choice('role', 'role', inviteRoles);
    const name = form.text('name', 'name', 200);
    const body = {
      consortiumId,
      role,
      name,
      email: form.text('email', 'email address', 200),
      ...this.where(form, role),
    };
    const accepted = await form.accepted(async () => {
      const invited = receive(InvitePerson, body);
      const meta = this.buses.meta(response, form, GrantRole);
      this.buses.wrote(response, await this.invitations.invite(invited, meta));
    });
    if (!accepted) return this.show(response, consortiumId, form);
    const here = `/consortia/${consortiumId}`;
    const approver = `role=school-approver&schoolUrn=${form.value('schoolUrn')}`;
    const next = role === 'school-buyer' ? `${here}/people/new?${approver}` : here;
    const more = role === 'school-buyer' ? ' Invite the school’s approver next.' : '';
    this.views.goOn(response, next, `${name} is invited: a letter is on its way.${more}`);
  }

  @Get(':personId/revocation')
  async askRevoke(
    @Param('consortiumId') consortiumId: string,
    @Param('personId') personId: string,
    @Query() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    await this.showRevocation(response, consortiumId, personId, new Form(typed));
  }

  @Post(':personId/revocation')
  async revoke(
    @Param('consortiumId') consortiumId: string,
    @Param('personId') personId: string,
    @Body() typed: Typed,
    @Res() response: Response,
  ): Promise<void> {
    const form = new Form(typed ?? {});
    const role = form.choice('role', 'role', inviteRoles);
    const [schoolUrn, supplierId] = [form.value('schoolUrn'), form.value('supplierId')];
    const body = {
      personId,
      role,
      consortiumId,
      ...(schoolUrn && { schoolUrn }),
      ...(supplierId && { supplierId }),
    };
    const accepted = await form.accepted(() => this.buses.send(response, form, RevokeRole, body));
    if (!accepted) return this.showRevocation(response, consortiumId, personId, form);
    this.views.goOn(response, `/consortia/${consortiumId}`, 'The role is revoked, at once.');
  }

  /** What a role needs beside itself. */
  private where(form: Form, role: Role) {
    if (role === 'supplier') return { supplierId: form.text('supplierId', 'supplier', 50) };
    if (role !== 'school-buyer' && role !== 'school-approver') return {};
    const schoolUrn = form.text('schoolUrn', 'school', 20);
    if (role !== 'school-buyer' || !form.has('limitPence')) return { schoolUrn };
    return { schoolUrn, limitPence: form.pounds('limitPence', 'limit') };
  }

  private async show(response: Response, consortiumId: string, form: Form): Promise<void> {
    refuseOthers(response, consortiumId);
    const role = inviteRoles.find((one) => one === form.value('role'));
    const names = await namesIn(this.buses, response, consortiumId);
    const suppliers = await this.buses.find<SupplierSummary[], FindSuppliers>(
      response,
      FindSuppliers,
      { consortiumId },
    );
    const chosen = (field: string) => (one: { value: string; text: string }) => ({
      ...one,
      selected: form.value(field) === one.value,
    });
    const none = { value: '', text: 'Choose' };
    this.views.send(response, 'consortia/invite-person', {
      title: role ? `Invite: ${roleWords[role].toLowerCase()}` : 'Invite a person',
      back: `/consortia/${consortiumId}`,
      form,
      consortiumId,
      role,
      hint: role ? (roleHints[role] ?? '') : '',
      roles: inviteRoles.map((value) => ({
        value,
        text: roleWords[value],
        hint: roleHints[value],
      })),
      schools: [
        none,
        ...names.members
          .map(({ schoolUrn, schoolName }) => ({ value: schoolUrn, text: schoolName }))
          .map(chosen('schoolUrn')),
      ],
      suppliers: [
        none,
        ...suppliers
          .map(({ supplierId, name }) => ({ value: supplierId, text: name }))
          .map(chosen('supplierId')),
      ],
    });
  }

  private async showRevocation(
    response: Response,
    consortiumId: string,
    personId: string,
    form: Form,
  ): Promise<void> {
    refuseOthers(response, consortiumId);
    if (!isUuid(personId)) notFound();
    const role = inviteRoles.find((one) => one === form.value('role')) ?? notFound();
    const name = (await findNames(this.db, [personId])).get(personId) ?? notFound();
    const urn = form.value('schoolUrn');
    const names = await namesIn(this.buses, response, consortiumId);
    this.views.send(response, 'consortia/revocation', {
      title: `Revoke a role of ${name}`,
      back: `/consortia/${consortiumId}`,
      form,
      action: `/consortia/${consortiumId}/people/${personId}/revocation`,
      role: roleWords[role].toLowerCase(),
      school: urn ? names.school(urn) : '',
      name,
    });
  }
}

function refuseOthers(response: Response, consortiumId: string): void {
  if (!isUuid(consortiumId) || !mayInvite(actorOf(response.req), consortiumId)) notFound();
}
