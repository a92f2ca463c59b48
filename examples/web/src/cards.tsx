import { formatMoney, formatReward } from './data/format.ts';
import type { Bank, Card, UnitReward, UnitTotal } from './data/household.ts';
import { CardFace } from './parts/card-face.tsx';

export interface CardsProps {
  readonly cards: readonly Card[];
  readonly banks: readonly Bank[];
  readonly units: readonly UnitTotal[];
}

/** The credit cards of all banks, with the products behind them and what they earn. */
export function Cards({ cards, banks, units }: CardsProps) {
  const rewards = units.flatMap((total) =>
    total.rewards.map((reward) => ({ ...reward, unit: total.unit })),
  );
  return (
    <section aria-labelledby="cards">
      <h2 id="cards">Cards</h2>
      {cards.length === 0 && <p className="panel muted">No credit card is connected yet.</p>}
      <ul className="cards">
        {cards.map((card) => (
          <CardItem
            key={card.id}
            card={card}
            bank={banks.find(({ id }) => id === card.member?.id)}
            rewards={rewards.filter(({ account }) => account?.id === card.id)}
          />
        ))}
      </ul>
    </section>
  );
}

/** For a reward that its bank does not describe. */
const balanceWords: Readonly<Record<string, string>> = {
  BALANCE: 'Balance',
  TOTAL_BALANCE: 'Total',
  BALANCE_TO_LEVEL: 'To the next level',
  BALANCE_TO_REWARD: 'To the next reward',
};

interface CardItemProps {
  readonly card: Card;
  readonly bank: Bank | undefined;
  readonly rewards: readonly (UnitReward & { readonly unit: string })[];
}

function CardItem({ card, bank, rewards }: CardItemProps) {
  const { creditCardProduct: product, balance, availableCredit, currencyCode } = card;
  const name = card.nickname ?? card.name ?? 'Card';
  const money = (amount: string) => formatMoney(amount, currencyCode ?? 'USD');
  return (
    <li className="panel card">
      <CardFace card={card} bank={bank} />
      <div className="card-text">
        <h3>{name}</h3>
        <p className="muted">{describeProduct(product)}</p>
        <dl className="facts">
          {rewards.map(({ id, balanceType, balance: amount, unit, description }) =>
            amount === null || balanceType === 'EXPIRING_BALANCE' ? null : (
              <div key={id}>
                <dt>{description ?? balanceWords[balanceType] ?? 'Rewards'}</dt>
                <dd>{formatReward(amount, unit)}</dd>
              </div>
            ),
          )}
          {card.currentRewardLevel !== null && (
            <div>
              <dt>Level</dt>
              <dd>{toLevel(card)}</dd>
            </div>
          )}
          {balance !== null && (
            <div>
              <dt>Owed</dt>
              <dd>{money(balance)}</dd>
            </div>
          )}
          {availableCredit !== null && (
            <div>
              <dt>Available</dt>
              <dd>{money(availableCredit)}</dd>
            </div>
          )}
        </dl>
      </div>
    </li>
  );
}

function toLevel({ currentRewardLevel, nextRewardLevel }: Card): string {
  const next = nextRewardLevel === null ? '' : `, next ${capitalise(nextRewardLevel)}`;
  return `${capitalise(currentRewardLevel ?? '')}${next}`;
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The product's name and what an owner wants to know of it, in a line. */
function describeProduct(product: Card['creditCardProduct']): string {
  if (product === null) return 'The product of this card is not known.';
  const fee =
    product.annualFee === null
      ? undefined
      : Number(product.annualFee) === 0
        ? 'no annual fee'
        : `${formatMoney(product.annualFee)} a year`;
  const kind = product.hasTravelRewards
    ? 'travel rewards'
    : product.hasCashbackRewards
      ? 'cash back'
      : undefined;
  const months = product.introductoryRateOnPurchasesMonths;
  const intro = months === null ? undefined : `0% on purchases for ${months} months`;
  return [product.name, kind, fee, intro].filter((part) => part != null).join(' · ');
}
