import { builder } from './builder.ts';
import { checkGuid, toGlobalId } from './global-id.ts';
import { Node } from './node.ts';
import { CreditCardProduct } from './refs.ts';

CreditCardProduct.implement({
  description: 'A credit card as its issuer offers it. The same for everybody who holds one.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      resolve: (product) => toGlobalId('CreditCardProduct', product.guid),
    }),
    guid: t.exposeID('guid', { nullable: false, description: "MX's identifier (`CCA-…`)." }),
    name: t.exposeString('name', { description: 'As the issuer names it.' }),
    annualFee: t.expose('annualFee', { type: 'Decimal', description: 'US dollars a year.' }),
    hasCashbackRewards: t.exposeBoolean('hasCashbackRewards', {
      description: 'True when it earns cash back.',
    }),
    hasTravelRewards: t.exposeBoolean('hasTravelRewards', {
      description: 'True when it earns miles or other travel rewards.',
    }),
    hasOtherRewards: t.exposeBoolean('hasOtherRewards', {
      description: 'True when it earns rewards of another kind.',
    }),
    hasZeroIntroductoryAnnualFee: t.exposeBoolean('hasZeroIntroductoryAnnualFee', {
      description: 'True when the first annual fee is waived.',
    }),
    hasZeroPercentIntroductoryRate: t.exposeBoolean('hasZeroPercentIntroductoryRate', {
      description: 'True when purchases bear no interest at first.',
    }),
    hasZeroPercentIntroductoryRateOnBalanceTransfer: t.exposeBoolean(
      'hasZeroPercentIntroductoryRateOnBalanceTransfer',
      { description: 'True when balance transfers bear no interest at first.' },
    ),
    introductoryRateOnPurchasesMonths: t.exposeInt('introductoryRateOnPurchasesMonths', {
      description: 'Length of the introductory rate on purchases, in months.',
    }),
    introductoryRateOnBalanceTransferMonths: t.exposeInt(
      'introductoryRateOnBalanceTransferMonths',
      { description: 'Length of the introductory rate on balance transfers, in months.' },
    ),
    isAcceptingApplicants: t.exposeBoolean('isAcceptingApplicants', {
      description: 'True when one can apply for it.',
    }),
    isActive: t.exposeBoolean('isActive', { description: 'True while the issuer offers it.' }),
    isSmallBusinessCard: t.exposeBoolean('isSmallBusinessCard', {
      description: 'True for a card for small businesses.',
    }),
  }),
});

builder.queryField('creditCardProduct', (t) =>
  t.field({
    type: CreditCardProduct,
    description: 'A card product by its guid; null when there is none.',
    args: { guid: t.arg.id({ required: true, description: "MX's guid of the product." }) },
    resolve: (_root, { guid }, { reference }) =>
      reference.creditCardProduct(checkGuid(guid, 'guid')),
  }),
);
