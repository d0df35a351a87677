import { Controller, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Request } from 'express';
import { Database, issueToken, type IssuedToken } from '#libs/auth';
import { Public, Received } from '#libs/http';
import { IsText } from '#messages/fields';
import { Accounts } from '../account/accounts.js';

/** What `POST /api/v1/tokens` takes. */
export class IssueToken {
  @IsText(200) readonly email!: string;
  @IsText(200) readonly password!: string;
}

@Controller('api/v1/tokens')
export class TokensController {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Accounts) private readonly accounts: Accounts,
  ) {}

  @Public()
  @ApiOperation({ security: [] })
  @Post()
  async issue(
    @Received(IssueToken) { email, password }: IssueToken,
    @Req() request: Request,
  ): Promise<IssuedToken> {
    const person = await this.accounts.signIn({ email, password, address: request.ip ?? '' });
    return issueToken(this.db, person.id, new Date());
  }
}
