import 'reflect-metadata';
import { runService } from '#libs/running';
import { membership } from '#messages/membership';
import { MembershipModule } from './membership.module.js';

await runService(membership, MembershipModule);
