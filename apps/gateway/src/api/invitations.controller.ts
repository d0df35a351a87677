import { Controller, Inject, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { metaOf, Received } from '#libs/http';
import { Invitations, InvitePerson, type Invited } from '../account/invitations.js';

@Controller('api/v1/consortia/:consortiumId/invitations')
export class InvitationsController {
  constructor(@Inject(Invitations) private readonly invitations: Invitations) {}

  @Post()
  invite(@Received(InvitePerson) wanted: InvitePerson, @Req() request: Request): Promise<Invited> {
    return this.invitations.invite(wanted, metaOf(request));
  }
}
