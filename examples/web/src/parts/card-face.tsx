import type { Bank, Card } from '../data/household.ts';
import { Logo } from './logo.tsx';

/** Without a picture of the product in MX's data, a card has a face by its kind. */
function toKind({ creditCardProduct: product }: Card): string {
  if (product?.hasTravelRewards) return 'travel';
  if (product?.hasCashbackRewards) return 'cash';
  return product === null ? 'plain' : 'points';
}

export function CardFace({ card, bank }: { readonly card: Card; readonly bank: Bank | undefined }) {
  const digits = card.accountNumber?.match(/\d{4}$/)?.[0];
  return (
    <div className={`face face-${toKind(card)}`} aria-hidden="true">
      <Logo url={bank?.institution?.mediumLogoUrl ?? null} name={bank?.name ?? 'Card'} />
      <span className="face-name">{card.creditCardProduct?.name ?? card.name}</span>
      <span className="face-digits">{digits === undefined ? '' : `•••• ${digits}`}</span>
    </div>
  );
}
