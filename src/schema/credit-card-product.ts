import { builder } from './builder.ts';
import { checkGuid, toGlobalId } from './global-id.ts';
import { Node } from './node.ts';
import { CreditCardProduct } from './refs.ts';

CreditCardProduct.implement({
  description: 'A credit card product, as its issuer offers it. The same for every cardholder.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      resolve: (product) => toGlobalId('CreditCardProduct', product.guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`CCA-…`)." }),
    name: t.exposeString('name', { description: "The issuer's name for the card." }),
    annualFee: t.expose('annualFee', { type: 'Decimal', description: 'Annual fee in US dollars.' }),
    hasCashbackRewards: t.exposeBoolean('hasCashbackRewards', {
      description: 'True when the card earns cash back.',
    }),
    hasTravelRewards: t.exposeBoolean('hasTravelRewards', {
      description: 'True when the card earns miles or other travel rewards.',
    }),
    hasOtherRewards: t.exposeBoolean('hasOtherRewards', {
      description: 'True when the card earns rewards of another kind.',
    }),
    hasZeroIntroductoryAnnualFee: t.exposeBoolean('hasZeroIntroductoryAnnualFee', {
      description: 'True when the first annual fee is waived.',
    }),
    hasZeroPercentIntroductoryRate: t.exposeBoolean('hasZeroPercentIntroductoryRate', {
      description: 'True when the card has a 0% introductory rate on purchases.',
    }),
    hasZeroPercentIntroductoryRateOnBalanceTransfer: t.exposeBoolean(
      'hasZeroPercentIntroductoryRateOnBalanceTransfer',
      { description: 'True when the card has a 0% introductory rate on balance transfers.' },
    ),
    introductoryRateOnPurchasesMonths: t.exposeInt('introductoryRateOnPurchasesMonths', {
      description: 'Length of the introductory rate on purchases, in months.',
    }),
    introductoryRateOnBalanceTransferMonths: t.exposeInt(
      'introductoryRateOnBalanceTransferMonths',
      { description: 'Length of the introductory rate on balance transfers, in months.' },
    ),
    isAcceptingApplicants: t.exposeBoolean('isAcceptingApplicants', {
      description: 'True when the issuer accepts applications for the card.',
    }),
    isActive: t.exposeBoolean('isActive', {
      description: 'True while the issuer offers the card.',
    }),
    isSmallBusinessCard: t.exposeBoolean('isSmallBusinessCard', {
      description: 'True for a card for small businesses.',
    }),
  }),
});

builder.queryField('creditCardProduct', (t) =>
  t.field({
    type: CreditCardProduct,
    description: 'A card product by its guid; null when it does not exist.',
    args: { guid: t.arg.id({ required: true, description: "MX's guid of the product." }) },
    resolve: (_root, { guid }, { reference }) =>
      reference.creditCardProduct(checkGuid(guid, 'guid')),
  }),
);
