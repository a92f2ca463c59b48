import { limits } from '../limits.ts';
import type { CredentialModel } from '../mx/api/institution.ts';
import { badUserInput } from '../operation/refusal.ts';
import { builder } from './builder.ts';
import { pageArgs, toRange } from './connection.ts';
import { InstitutionConnection } from './connections.ts';
import { Product, toProduct } from './enums.ts';
import { checkPartnerId, toGlobalId } from './global-id.ts';
import { Node } from './node.ts';
import { nameSupports } from './products.ts';
import { Institution } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';

export const CredentialField = builder.objectRef<CredentialModel>('CredentialField').implement({
  description: 'A field to ask the end user for, such as a username or a password.',
  fields: (t) => ({
    guid: t.exposeID('guid', {
      nullable: false,
      description:
        "MX's guid of the field. Send it with the value in `createMember` or `updateMember`.",
    }),
    label: t.exposeString('label', { description: 'The label to show beside the field.' }),
    fieldName: t.exposeString('fieldName', { description: "MX's name for the field." }),
    type: t.exposeString('type', {
      description: "MX's type of the field, such as LOGIN, PASSWORD or TEXT.",
    }),
    displayOrder: t.exposeInt('displayOrder', { description: 'Position on the form, from 1.' }),
  }),
});

Institution.implement({
  description: 'A bank or card issuer that MX connects to.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id.',
      resolve: (institution) => toGlobalId('Institution', institution.code),
    }),
    code: t.exposeID('code', { nullable: false, description: "MX's code, such as `mxbank`." }),
    guid: t.exposeID('guid', {
      description: "MX's guid; null when the configured MX API version has none.",
    }),
    name: t.exposeString('name', { description: 'The name that end users know.' }),
    url: t.expose('url', { type: 'URL', description: "The institution's home page." }),
    countryCode: t.exposeString('countryCode', {
      description: 'The country (ISO 3166), such as US or CA.',
    }),
    smallLogoUrl: t.expose('smallLogoUrl', { type: 'URL', description: 'Logo, 50 by 50 pixels.' }),
    mediumLogoUrl: t.expose('mediumLogoUrl', {
      type: 'URL',
      description: 'Logo, 100 by 100 pixels.',
    }),
    supportsOAuth: t.exposeBoolean('supportsOAuth', {
      description: 'True when the partner is registered for OAuth with the institution.',
    }),
    forgotPasswordUrl: t.expose('forgotPasswordUrl', {
      type: 'URL',
      description: "The institution's page for a forgotten password.",
    }),
    forgotUsernameUrl: t.expose('forgotUsernameUrl', {
      type: 'URL',
      description: "The institution's page for a forgotten username.",
    }),
    troubleSigningInUrl: t.expose('troubleSigningInUrl', {
      type: 'URL',
      description: "The institution's page for any other trouble signing in.",
    }),
    instructionalText: t.exposeString('instructionalText', {
      description: 'Instructions to show beside the form. Plain text, without markup.',
    }),
    instructionalSteps: t.field({
      type: ['String'],
      description: 'The same instructions step by step, as plain text.',
      resolve: ({ instructionalSteps }) => instructionalSteps && [...instructionalSteps],
    }),
    isDisabled: t.exposeBoolean('isDisabled', {
      description: 'True when the partner has disabled the institution. It takes no new members.',
    }),
    supportedProducts: t.field({
      type: [Product],
      description:
        'Data that MX can aggregate here; null when the configured MX API version does not say.',
      resolve: ({ supportedProducts }) =>
        supportedProducts?.map((raw) => toProduct(raw.toUpperCase())) ?? null,
    }),
    credentials: t.field({
      type: [CredentialField],
      description: 'The fields to ask the end user for.',
      resolve: async ({ code }, _args, { reference }) => {
        const fields = await reference.institutionCredentials(code);
        return fields === null ? null : [...fields];
      },
    }),
  }),
});

builder.queryFields((t) => ({
  institution: t.field({
    type: Institution,
    description: 'An institution by its code; null when it does not exist.',
    args: { code: t.arg.id({ required: true, description: "MX's code, such as `mxbank`." }) },
    resolve: (_root, { code }, { reference }) =>
      reference.institution(checkPartnerId(code, 'code')),
  }),
  institutions: t.field({
    type: InstitutionConnection,
    description:
      'Institutions by name, except those that MX hides; null when they could not be read.',
    extensions: semanticNonNull,
    args: {
      ...pageArgs,
      name: t.arg.string({
        description: `Only institutions with this text in their name, at most ${limits.textCharacters} characters.`,
      }),
      supports: t.arg({
        type: [Product],
        description:
          'Only institutions that support all of these products, if the MX API version can filter by them.',
      }),
      country: t.arg.string({
        description:
          'Only institutions in this country (ISO 3166, in capitals). MX has US, CA and MX.',
      }),
      isFavorite: t.arg.boolean({
        description:
          "Set to true for the partner's favourites only, most popular first. Not with name or supports.",
      }),
    },
    resolve: async (_root, args, { loaders, apiVersion }) => {
      const { name, supports, country, isFavorite, ...page } = args;
      if (isFavorite === true && (name ?? supports ?? null) !== null) {
        throw badUserInput('isFavorite can only be combined with country.', ['isFavorite']);
      }
      if (typeof country === 'string' && !/^[A-Z]{2}$/.test(country)) {
        throw badUserInput('country must be two capital letters, such as US.', ['country']);
      }
      const list = 'institutions';
      const { offset, count } = toRange(list, page);
      const { items, totalCount, hasMore } = await loaders.institutions.load({
        name: name ?? undefined,
        country: country ?? undefined,
        isFavorite: isFavorite ?? undefined,
        products: nameSupports(supports, apiVersion),
        offset,
        count,
      });
      return { list, nodes: items, offset, hasNextPage: hasMore, totalCount };
    },
  }),
}));
