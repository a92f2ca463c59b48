import type { Challenge } from 'mx-graphql-gateway-client';

export interface ChallengeFieldProps {
  readonly challenge: Challenge;
  /** True for the first field, where the person begins. */
  readonly isFirst: boolean;
}

/** One question of the bank, in the form that its kind asks for. Its name in the form is its id. */
export function ChallengeField({ challenge, isFirst }: ChallengeFieldProps) {
  const label = challenge.label ?? 'Your answer';
  switch (challenge.__typename) {
    case 'OptionsChallenge':
      return (
        <fieldset className="field">
          <legend>{label}</legend>
          {challenge.options.map(({ value, label: text }, index) => (
            <label key={value} className="choice">
              <input {...toRadio(challenge.id, value)} autoFocus={isFirst && index === 0} />
              {text ?? value}
            </label>
          ))}
        </fieldset>
      );
    case 'ImageOptionsChallenge':
      return (
        <fieldset className="field pictures">
          <legend>{label}</legend>
          {challenge.options.map(({ value, label: text, dataUri }, index) => (
            <label key={value} className="choice">
              <input {...toRadio(challenge.id, value)} autoFocus={isFirst && index === 0} />
              <img src={dataUri} alt={text ?? `Picture ${index + 1}`} />
            </label>
          ))}
        </fieldset>
      );
    case 'ImageChallenge':
      return (
        <label className="field">
          {label}
          <img className="picture" src={challenge.image} alt="The bank's picture" />
          <TextInput id={challenge.id} isFirst={isFirst} />
        </label>
      );
    case 'TokenChallenge':
      return (
        <label className="field">
          {label}
          <TextInput id={challenge.id} isFirst={isFirst} isCode />
        </label>
      );
    case 'TextChallenge':
    // A kind that the gateway does not know yet is answered with text, too.
    case 'UnrecognizedChallenge':
      return (
        <label className="field">
          {label}
          <TextInput id={challenge.id} isFirst={isFirst} />
        </label>
      );
  }
}

const toRadio = (name: string, value: string) =>
  ({ type: 'radio', name, value, required: true }) as const;

interface TextInputProps {
  readonly id: string;
  readonly isFirst: boolean;
  /** True for a one-time code, which phones can fill in from a message. */
  readonly isCode?: boolean;
}

function TextInput({ id, isFirst, isCode = false }: TextInputProps) {
  return (
    <input
      name={id}
      type="text"
      autoComplete={isCode ? 'one-time-code' : 'off'}
      autoCapitalize="none"
      spellCheck={false}
      autoFocus={isFirst}
      required
    />
  );
}
