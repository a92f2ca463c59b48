import { testClient } from './facts.ts';
import { connectPage } from './page.ts';

testClient('graphql-request with graphql-ws', connectPage('graphql-request'));
