import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { commandHandlers, readModel } from '#libs/event-sourcing';
import {
  consortiumCommands,
  partyCommands,
  personCommands,
  schoolCommands,
} from '#messages/membership';
import {
  consortia,
  ConsortiumRow,
  FindConsortiaHandler,
  FindMembersHandler,
  MemberRow,
} from './consortia.read-model.js';
import { consortium } from './consortium.decider.js';
import { party } from './party.decider.js';
import {
  FindGrantsHandler,
  FindPeopleHandler,
  FindStandingHandler,
  people,
  PersonRow,
} from './people.read-model.js';
import { person } from './person.decider.js';
import {
  FindPartiesHandler,
  FindSchoolHandler,
  FindSchoolsHandler,
  PartyRow,
  register,
  SchoolRow,
} from './register.read-model.js';
import { school } from './school.decider.js';

@Module({
  imports: [
    CqrsModule,
    TypeOrmModule.forFeature([SchoolRow, PartyRow, ConsortiumRow, MemberRow, PersonRow]),
  ],
  providers: [
    ...commandHandlers(schoolCommands, school),
    ...commandHandlers(partyCommands, party),
    ...commandHandlers(consortiumCommands, consortium),
    ...commandHandlers(personCommands, person),
    readModel(register),
    readModel(consortia),
    readModel(people),
    FindSchoolHandler,
    FindSchoolsHandler,
    FindPartiesHandler,
    FindConsortiaHandler,
    FindMembersHandler,
    FindGrantsHandler,
    FindPeopleHandler,
    FindStandingHandler,
  ],
})
export class MembershipModule {}
