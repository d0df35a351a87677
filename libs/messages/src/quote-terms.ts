import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsOptional,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { IsBasisPoints, IsPence, IsQuantity, IsText } from './fields.js';

/** All-units: the reached tier's price holds for every unit. Incremental: for the units in it only. */
export const tierBases = ['all-units', 'incremental'] as const;
export type TierBasis = (typeof tierBases)[number];

export class PriceTier {
  @IsQuantity() readonly fromQuantity!: number;
  /** Net, for one unit. */
  @IsPence() readonly unitPricePence!: number;
}

/** What a supplier offers for one lot. */
export class QuoteLine {
  @IsUUID() readonly lotId!: string;
  @IsBoolean({ message: '$property must be true or false.' }) readonly meetsSpecification!: boolean;
  /** Wanted when it does not. */
  @IsOptional() @IsText(500) readonly reason?: string;
  @IsIn(tierBases) readonly basis!: TierBasis;
  @ArrayMinSize(1, { message: 'A price needs at least one tier.' })
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => PriceTier)
  readonly tiers!: PriceTier[];
  /** The most units that can be had of this lot; as many as are wanted unless said. */
  @IsOptional() @IsQuantity() readonly capacity?: number;
  /** Whoever buys any of it here buys at least this many units. */
  @IsOptional() @IsQuantity() readonly minimumAward?: number;
  /** Charged once when any of it is bought. */
  @IsOptional() @IsPence() readonly fixedFeePence?: number;
  /** Charged for each school of the lot when any of it is bought. */
  @IsOptional() @IsPence() readonly deliveryPencePerSchool?: number;
}

/** Winning at least one unit of every listed lot takes this off the goods (not the fees) in them. */
export class QuoteBundle {
  @ArrayMinSize(2, { message: 'A bundle is for two lots or more: for one lot, lower its price.' })
  @ArrayMaxSize(100)
  @ArrayUnique({ message: 'A bundle names each of its lots once.' })
  @IsUUID(undefined, { each: true })
  readonly lotIds!: string[];
  @IsBasisPoints() readonly offBasisPoints!: number;
}

/** From this spend on, this part of the whole spend on goods comes back. */
export class QuoteRebate {
  @IsPence() readonly fromSpendPence!: number;
  @IsBasisPoints() readonly rateBasisPoints!: number;
}

/** The most bundles, and the most steps of rebates, of one quote. */
export const mostBundles = 10;
export const mostRebates = 10;

/** What a supplier says for all of its lots together; each may be left out. */
export interface QuoteTerms {
  /** The most units over all lots. */
  readonly capacity?: number;
  readonly bundles?: readonly QuoteBundle[];
  /** Rising steps of spend on goods, before bundle discounts: the highest one reached counts. */
  readonly rebates?: readonly QuoteRebate[];
}
