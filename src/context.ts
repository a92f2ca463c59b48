import type { Viewer } from './auth/viewer.ts';
import { type Changes, createChanges } from './loaders/changes.ts';
import type { Flights } from './loaders/flights.ts';
import { createLoaders, type Loaders } from './loaders/loaders.ts';
import type { ReferenceData } from './loaders/reference-data.ts';
import type { LoaderSources } from './loaders/sources.ts';
import type { Jobs } from './status/jobs.ts';
import type { StatusHub } from './status/hub.ts';

/** What lives as long as the process. */
export interface Services extends LoaderSources {
  readonly reference: ReferenceData;
  readonly hub: StatusHub;
  readonly jobs: Jobs;
  readonly flights: Flights;
}

/** What one operation works with. Resolvers reach MX through these and in no other way. */
export interface Context {
  readonly viewer: Viewer;
  /** Fresh for each operation, and again after `forgetLoaded`: take them from the context anew. */
  loaders: Loaders;
  readonly reference: ReferenceData;
  readonly changes: Changes;
  readonly jobs: Jobs;
  readonly hub: StatusHub;
  /**
   * Drops what this operation has read, and keeps it from joining reads of this user that are
   * under way: called after a change, and before each event of a subscription is resolved.
   */
  readonly forgetLoaded: (userGuid: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createContext(services: Services, viewer: Viewer): Context {
  const { mx, reference, hub, jobs, flights, now } = services;
  const context: Context = {
    viewer,
    loaders: createLoaders(services),
    reference,
    changes: createChanges({ mx, hub }),
    jobs,
    hub,
    now,
    forgetLoaded(userGuid) {
      flights.forget(userGuid);
      context.loaders = createLoaders(services);
    },
  };
  return context;
}
