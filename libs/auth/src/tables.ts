import { Column, Entity, PrimaryColumn } from 'typeorm';

const schema = 'auth';

/** A person. Events know only the random id; name and e-mail live here and can be erased. */
@Entity({ schema, name: 'persons' })
export class PersonRow {
  @PrimaryColumn('uuid') id!: string;
  /** Lower case, unique. */
  @Column('text') email!: string;
  @Column('text') name!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** A password's scrypt hash with the parameters that made it. */
@Entity({ schema, name: 'credentials' })
export class CredentialRow {
  @PrimaryColumn('uuid', { name: 'person_id' }) personId!: string;
  @Column('text') scrypt!: string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}

/** A browser's session, by the SHA-256 of its random id. */
@Entity({ schema, name: 'sessions' })
export class SessionRow {
  @PrimaryColumn('text') hash!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_seen_at' }) lastSeenAt!: Date;
}

/** An API token, by the SHA-256 of its random text. */
@Entity({ schema, name: 'tokens' })
export class TokenRow {
  @PrimaryColumn('text') hash!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}

/** A one-time link to set a password, by the SHA-256 of its random text. */
@Entity({ schema, name: 'links' })
export class LinkRow {
  @PrimaryColumn('text') hash!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}

/** Every table of `libs/auth`, for the entities of a DataSource. */
export const authTables = [PersonRow, CredentialRow, SessionRow, TokenRow, LinkRow];
