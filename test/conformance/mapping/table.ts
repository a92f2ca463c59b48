/** One of MX's objects, as `values.ts` names them: by the root of an answer, or the list it is in. */
export type MxObject =
  | 'account'
  | 'challenge'
  | 'credential'
  | 'credit_card_product'
  | 'image_option'
  | 'institution'
  | 'member'
  | 'oauth_window'
  | 'option'
  | 'reward'
  | 'status'
  | 'transaction'
  | 'user'
  | 'widget';

export interface TypeMapping {
  readonly of: MxObject;
  /**
   * GraphQL field to wire name. `member.guid` is a field of an object that the type links to. Of
   * several wire names the first that MX sends counts.
   */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

/** From which of MX's fields each scalar field of the GraphQL types is read. */
export const MAPPING: Readonly<Record<string, TypeMapping>> = {
  User: {
    of: 'user',
    fields: {
      guid: 'guid',
      externalId: 'id',
      email: 'email',
      isDisabled: 'is_disabled',
      metadata: 'metadata',
    },
  },
  Member: {
    of: 'member',
    fields: {
      guid: 'guid',
      externalId: 'id',
      name: 'name',
      isOAuth: 'is_oauth',
      isManual: 'is_manual',
      isManagedByUser: 'is_managed_by_user',
      backgroundAggregationIsDisabled: 'background_aggregation_is_disabled',
      needsUpdatedCredentials: 'needs_updated_credentials',
      oauthWindowUri: 'oauth_window_uri',
      metadata: 'metadata',
      'institution.code': 'institution_code',
    },
  },
  MemberStatus: {
    of: 'status',
    fields: {
      connectionStatus: 'connection_status',
      connectionStatusRaw: 'connection_status',
      isBeingAggregated: 'is_being_aggregated',
      isAuthenticated: 'is_authenticated',
      hasProcessedAccounts: 'has_processed_accounts',
      hasProcessedTransactions: 'has_processed_transactions',
      aggregatedAt: 'aggregated_at',
      successfullyAggregatedAt: 'successfully_aggregated_at',
    },
  },
  Account: {
    of: 'account',
    fields: {
      guid: 'guid',
      externalId: 'id',
      name: 'name',
      nickname: 'nickname',
      type: 'type',
      typeRaw: 'type',
      subtype: 'subtype',
      accountNumber: 'account_number',
      currencyCode: 'currency_code',
      balance: 'balance',
      availableBalance: 'available_balance',
      availableCredit: 'available_credit',
      creditLimit: 'credit_limit',
      statementBalance: 'statement_balance',
      minimumPayment: 'minimum_payment',
      paymentDueAt: 'payment_due_at',
      lastPayment: 'last_payment',
      lastPaymentAt: 'last_payment_at',
      apr: 'apr',
      apy: 'apy',
      interestRate: 'interest_rate',
      isClosed: 'is_closed',
      isHidden: 'is_hidden',
      isManual: 'is_manual',
      isBusiness: 'is_business',
      paymentDueDay: 'day_payment_is_due',
      metadata: 'metadata',
      importedAt: 'imported_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      creditCardProductGuid: 'credit_card_product_guid',
      enrolledInRewardsOn: 'enrolled_in_rewards_on',
      primaryRewardUnit: 'primary_reward_unit',
      primaryRewardUnitRaw: 'primary_reward_unit',
      currentRewardLevel: 'current_reward_level',
      nextRewardLevel: 'next_reward_level',
      'creditCardProduct.guid': 'credit_card_product_guid',
      'member.guid': 'member_guid',
    },
  },
  Reward: {
    of: 'reward',
    fields: {
      guid: 'guid',
      balance: 'balance',
      balanceType: 'balance_type',
      balanceTypeRaw: 'balance_type',
      unit: 'unit_type',
      unitRaw: 'unit_type',
      description: 'description',
      expiresOn: 'expires_on',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      'account.guid': 'account_guid',
      'member.guid': 'member_guid',
    },
  },
  Transaction: {
    of: 'transaction',
    fields: {
      guid: 'guid',
      amount: 'amount',
      type: 'type',
      status: 'status',
      description: 'description',
      originalDescription: 'original_description',
      category: 'category',
      categoryGuid: 'category_guid',
      topLevelCategory: 'top_level_category',
      merchantGuid: 'merchant_guid',
      merchantCategoryCode: 'merchant_category_code',
      memo: 'memo',
      isBillPay: 'is_bill_pay',
      isDirectDeposit: 'is_direct_deposit',
      isExpense: 'is_expense',
      isFee: 'is_fee',
      isIncome: 'is_income',
      isInternational: 'is_international',
      isOverdraftFee: 'is_overdraft_fee',
      isPayrollAdvance: 'is_payroll_advance',
      isRecurring: 'is_recurring',
      isSubscription: 'is_subscription',
      currencyCode: 'currency_code',
      date: 'date',
      postedAt: 'posted_at',
      transactedAt: 'transacted_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      'account.guid': 'account_guid',
    },
  },
  CreditCardProduct: {
    of: 'credit_card_product',
    fields: {
      guid: 'guid',
      name: 'name',
      annualFee: 'annual_fee',
      hasCashbackRewards: 'has_cashback_rewards',
      hasTravelRewards: 'has_travel_rewards',
      hasOtherRewards: 'has_other_rewards',
      hasZeroIntroductoryAnnualFee: 'has_zero_introductory_annual_fee',
      hasZeroPercentIntroductoryRate: 'has_zero_percent_introductory_rate',
      hasZeroPercentIntroductoryRateOnBalanceTransfer:
        'has_zero_percent_introductory_rate_on_balance_transfer',
      introductoryRateOnPurchasesMonths: 'duration_of_introductory_rate_on_purchases',
      introductoryRateOnBalanceTransferMonths: 'duration_of_introductory_rate_on_balance_transfer',
      isAcceptingApplicants: 'is_accepting_applicants',
      isActive: 'is_active_credit_card_product',
      isSmallBusinessCard: 'is_small_business_card',
    },
  },
  Institution: {
    of: 'institution',
    fields: {
      code: 'code',
      guid: 'guid',
      name: 'name',
      url: 'url',
      countryCode: 'iso_country_code',
      smallLogoUrl: 'small_logo_url',
      mediumLogoUrl: 'medium_logo_url',
      supportsOAuth: 'supports_oauth',
      forgotPasswordUrl: 'forgot_password_url',
      forgotUsernameUrl: 'forgot_username_url',
      troubleSigningInUrl: 'trouble_signing_in_url',
      instructionalText: 'instructional_text',
      instructionalSteps: 'instructional_text_steps',
      isDisabled: 'is_disabled_by_client',
      supportedProducts: 'supported_products',
    },
  },
  CredentialField: {
    of: 'credential',
    fields: {
      guid: 'guid',
      label: 'label',
      fieldName: 'field_name',
      type: ['type', 'field_type'],
      displayOrder: 'display_order',
    },
  },
  TextChallenge: { of: 'challenge', fields: { id: 'guid', label: 'label' } },
  TokenChallenge: { of: 'challenge', fields: { id: 'guid', label: 'label' } },
  OptionsChallenge: { of: 'challenge', fields: { id: 'guid', label: 'label' } },
  ImageChallenge: {
    of: 'challenge',
    fields: { id: 'guid', label: 'label', image: 'image_data' },
  },
  ImageOptionsChallenge: { of: 'challenge', fields: { id: 'guid', label: 'label' } },
  UnrecognizedChallenge: {
    of: 'challenge',
    fields: { id: 'guid', label: 'label', typeRaw: 'type' },
  },
  ChallengeOption: { of: 'option', fields: { label: 'label', value: 'value' } },
  ImageChallengeOption: {
    of: 'image_option',
    fields: { label: 'label', value: 'value', dataUri: 'data_uri' },
  },
  OAuthWindowPayload: { of: 'oauth_window', fields: { url: 'oauth_window_uri' } },
  ConnectWidgetPayload: { of: 'widget', fields: { url: ['connect_widget_url', 'url'] } },
};
