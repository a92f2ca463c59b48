import type { ChallengeModel, ImageOptionModel, OptionModel } from '../mx/api/challenge.ts';
import { builder } from './builder.ts';

const typeNames = {
  TEXT: 'TextChallenge',
  TOKEN: 'TokenChallenge',
  OPTIONS: 'OptionsChallenge',
  IMAGE_DATA: 'ImageChallenge',
  IMAGE_OPTIONS: 'ImageOptionsChallenge',
  UNRECOGNIZED: 'UnrecognizedChallenge',
} as const satisfies Record<ChallengeModel['kind'], string>;

export const Challenge = builder.interfaceRef<ChallengeModel>('Challenge').implement({
  description: 'A question that the institution asks before the job can continue.',
  resolveType: (challenge) => typeNames[challenge.kind],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: "MX's guid. Send it with the answer. Each round of challenges has new guids.",
      resolve: (challenge) => challenge.guid,
    }),
    label: t.exposeString('label', { description: 'The question; null when MX sent none.' }),
  }),
});

type Of<Kind extends ChallengeModel['kind']> = ChallengeModel & { readonly kind: Kind };

const ChallengeOption = builder.objectRef<OptionModel>('ChallengeOption').implement({
  description: 'One of the answers to choose from.',
  fields: (t) => ({
    value: t.exposeString('value', {
      nullable: false,
      description: 'The value to send as the answer.',
    }),
    label: t.exposeString('label', { description: 'The text to show; when null, show the value.' }),
  }),
});

const ImageChallengeOption = builder.objectRef<ImageOptionModel>('ImageChallengeOption').implement({
  description: 'One of the pictures to choose from.',
  fields: (t) => ({
    value: t.exposeString('value', {
      nullable: false,
      description: 'The value to send as the answer.',
    }),
    label: t.exposeString('label', { description: 'The text to show beside the picture.' }),
    dataUri: t.exposeString('dataUri', {
      nullable: false,
      description: 'The picture as a data URI.',
    }),
  }),
});

builder.objectRef<Of<'TEXT'>>('TextChallenge').implement({
  description: 'Answer with text.',
  interfaces: [Challenge],
});

builder.objectRef<Of<'TOKEN'>>('TokenChallenge').implement({
  description: 'Answer with the one-time code that the end user received.',
  interfaces: [Challenge],
});

builder.objectRef<Of<'OPTIONS'>>('OptionsChallenge').implement({
  description: "Answer with one option's `value`.",
  interfaces: [Challenge],
  fields: (t) => ({
    options: t.field({
      type: [ChallengeOption],
      nullable: false,
      description: 'The answers to choose from.',
      resolve: (challenge) => [...challenge.options],
    }),
  }),
});

builder.objectRef<Of<'IMAGE_DATA'>>('ImageChallenge').implement({
  description: 'Answer with the text that the picture asks for.',
  interfaces: [Challenge],
  fields: (t) => ({
    image: t.exposeString('image', {
      nullable: false,
      description: 'The picture as a data URI.',
    }),
  }),
});

builder.objectRef<Of<'IMAGE_OPTIONS'>>('ImageOptionsChallenge').implement({
  description: "Answer with one picture's `value`.",
  interfaces: [Challenge],
  fields: (t) => ({
    options: t.field({
      type: [ImageChallengeOption],
      nullable: false,
      description: 'The pictures to choose from.',
      resolve: (challenge) => [...challenge.options],
    }),
  }),
});

builder.objectRef<Of<'UNRECOGNIZED'>>('UnrecognizedChallenge').implement({
  description: 'A kind of challenge that this gateway does not know yet; answer it with text.',
  interfaces: [Challenge],
  fields: (t) => ({
    typeRaw: t.exposeString('typeRaw', { description: "MX's original string for the kind." }),
  }),
});
