import { Controller, Get, Post } from '@nestjs/common';
import { Found, Sent } from '#libs/http';
import {
  FindConsortia,
  FindMembers,
  FindParties,
  FindPeople,
  FindSchools,
  FormConsortium,
  GrantRole,
  InviteMember,
  JoinConsortium,
  RegisterParty,
  RegisterSchool,
  RevokeRole,
  type ConsortiumSummary,
  type Member,
  type PartySummary,
  type PersonGrants,
  type RegisteredSchool,
} from '#messages/membership';
import type { Accepted } from '#messages/messages';

@Controller('api/v1')
export class MembershipController {
  @Get('schools')
  schools(@Found(FindSchools) found: RegisteredSchool[]) {
    return found;
  }

  @Post('schools')
  registerSchool(@Sent(RegisterSchool) accepted: Accepted) {
    return accepted;
  }

  @Get('parties')
  parties(@Found(FindParties) found: PartySummary[]) {
    return found;
  }

  @Post('parties')
  registerParty(@Sent(RegisterParty) accepted: Accepted) {
    return accepted;
  }

  @Get('consortia')
  consortia(@Found(FindConsortia) found: ConsortiumSummary[]) {
    return found;
  }

  @Post('consortia')
  formConsortium(@Sent(FormConsortium) accepted: Accepted) {
    return accepted;
  }

  @Get('consortia/:consortiumId/members')
  members(@Found(FindMembers) found: Member[]) {
    return found;
  }

  @Post('consortia/:consortiumId/members')
  inviteMember(@Sent(InviteMember) accepted: Accepted) {
    return accepted;
  }

  @Post('consortia/:consortiumId/members/:schoolUrn/agreement')
  joinConsortium(@Sent(JoinConsortium) accepted: Accepted) {
    return accepted;
  }

  @Get('consortia/:consortiumId/people')
  people(@Found(FindPeople) found: PersonGrants[]) {
    return found;
  }

  @Post('people/:personId/grants')
  grantRole(@Sent(GrantRole) accepted: Accepted) {
    return accepted;
  }

  @Post('people/:personId/revocations')
  revokeRole(@Sent(RevokeRole) accepted: Accepted) {
    return accepted;
  }
}
