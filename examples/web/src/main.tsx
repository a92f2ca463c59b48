import { createMxClient } from 'mx-graphql-gateway-client';
import { MxClientProvider } from 'mx-graphql-gateway-client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { getToken } from './data/session.ts';
import { AnnouncerProvider } from './parts/announcer.tsx';

const mx = createMxClient({ url: '/graphql', getToken });
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');

createRoot(root).render(
  <StrictMode>
    <MxClientProvider client={mx}>
      <AnnouncerProvider>
        <App />
      </AnnouncerProvider>
    </MxClientProvider>
  </StrictMode>,
);
