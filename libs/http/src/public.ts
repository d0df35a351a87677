import { SetMetadata } from '@nestjs/common';

/** Where `@Public()` leaves its word. */
export const publicKey = 'open to anyone';

/** A route for which nobody needs to be signed in. Every other one needs a person. */
export const Public = () => SetMetadata(publicKey, true);
