import { badRequest, conflict } from '../errors.ts';
import { apiRoutes, findRoute } from '../routes.ts';
import {
  type CommandName,
  type Input,
  inputs,
  mfaWords,
  readInput,
  troubleTypes,
} from './inputs.ts';
import {
  describeClock,
  describeInstitution,
  describeMember,
  describeWorld,
  type World,
} from './overview.ts';
import { requireInstitution, requireMember } from './targets.ts';

/** Beyond it a date could not be written any more. */
const MAX_ADVANCED_MS = 10 * 366 * 24 * 60 * 60 * 1000;

type Run<Name extends CommandName> = (world: World, input: Input<Name>) => unknown;

/** Each command returns what it has changed. */
const commands: { readonly [Name in CommandName]: Run<Name> } = {
  status(world, { member: key, status, isBeingAggregated }) {
    const member = requireMember(world.state, key);
    world.control.setStatus(member.guid, status, { isBeingAggregated });
    return { member: describeMember(world, member) };
  },
  expire(world, { member: key }) {
    const member = requireMember(world.state, key);
    world.control.setStatus(member.guid, 'EXPIRED');
    return { member: describeMember(world, member) };
  },
  trouble({ state, control }, { institution: key, trouble }) {
    const institution = requireInstitution(state, key);
    control.setTrouble(institution.code, trouble === null ? undefined : troubleTypes[trouble]);
    return { institution: describeInstitution(state, institution) };
  },
  mfa(world, { member: key, kind }) {
    const member = requireMember(world.state, key);
    world.control.scriptNextJob(member.guid, mfaWords[kind]);
    return { member: describeMember(world, member) };
  },
  lag({ control }, changes) {
    control.setLag(changes);
    return { lag: control.lag() };
  },
  fail({ control }, failure) {
    const { endpoint } = failure;
    if (endpoint !== null && !isEndpoint(endpoint)) {
      throw badRequest(`endpoint must be ${inputs.fail.shape.endpoint.description ?? ''}.`);
    }
    control.fail(failure);
    return { failures: control.failures() };
  },
  async webhook({ state, control }, { member: key, type }) {
    const attempt = control.fireWebhook(requireMember(state, key).guid, type);
    if (attempt === undefined) throw conflict('The sandbox has no address for webhooks.');
    return { webhook: await attempt };
  },
  clock(world, { advanceMs }) {
    if (world.control.advancedMs() + advanceMs > MAX_ADVANCED_MS) {
      throw conflict('The clock is ten years ahead. Reset it first.');
    }
    world.control.advanceClock(advanceMs);
    return { clock: describeClock(world) };
  },
  reset(world) {
    world.control.reset();
    return describeWorld(world);
  },
};

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/** Throws an HttpError if the input is wrong. */
export function runCommand(world: World, name: CommandName, body: unknown): unknown {
  const run: Run<never> = commands[name];
  return run(world, readInput(name, body) as never);
}

function isEndpoint(endpoint: string): boolean {
  const [method = '', path = '', ...rest] = endpoint.split(' ');
  return rest.length === 0 && findRoute(apiRoutes, method, path) !== undefined;
}
