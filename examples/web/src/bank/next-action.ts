import type { BankStatus } from '../data/household.ts';

type NextAction = BankStatus['nextAction'];

/** How a status looks: `act` asks the person for something. */
export type Tone = 'good' | 'busy' | 'act' | 'bad';

const rows = {
  NONE: { tone: 'good', label: 'Details' },
  WAIT: { tone: 'busy', label: 'Follow' },
  ANSWER_CHALLENGES: { tone: 'act', label: 'Answer' },
  AUTHORIZE_OAUTH: { tone: 'act', label: 'Sign in' },
  UPDATE_CREDENTIALS: { tone: 'act', label: 'Fix' },
  START_JOB: { tone: 'act', label: 'Update' },
  VISIT_INSTITUTION: { tone: 'bad', label: 'Details' },
  RETRY_LATER: { tone: 'bad', label: 'Details' },
  CONTACT_SUPPORT: { tone: 'bad', label: 'Details' },
} satisfies Record<NextAction, { readonly tone: Tone; readonly label: string }>;

export const toTone = (action: NextAction): Tone => rows[action].tone;

/** What the button beside a bank says. */
export const toActionLabel = (action: NextAction): string => rows[action].label;
