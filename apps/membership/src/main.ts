import 'reflect-metadata';
import { serve } from '#libs/transport';
import { membership } from '#messages/membership';
import { MembershipModule } from './membership.module.js';

await serve(membership, MembershipModule);
