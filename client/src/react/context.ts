import { createContext, createElement, type ReactNode, useContext } from 'react';
import type { MxClient } from '../client.ts';

const Context = createContext<MxClient | undefined>(undefined);

export interface MxClientProviderProps {
  readonly client: MxClient;
  readonly children?: ReactNode;
}

/** The client for the hooks below it. */
export function MxClientProvider({ client, children }: MxClientProviderProps): ReactNode {
  return createElement(Context.Provider, { value: client }, children);
}

/** The client of the nearest MxClientProvider; throws without one. */
export function useMxClient(): MxClient {
  const client = useContext(Context);
  if (client === undefined) throw new TypeError('There is no MxClientProvider above.');
  return client;
}
