import { expect, test } from 'vitest';
import { describeStatus, knownStatuses } from '../../../src/status/status-table.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';

const { userGuid } = household;
const selection = 'nextAction isSettled canAggregate canFetchRewards userMessage';
const document = `query ($guid: ID!) {
  member(userGuid: "${userGuid}", guid: $guid) {
    ofMember: status { ${selection} }
    ofStatus: status { ${selection} isAuthenticated revision observedAt }
  }
}`;

test('each derived field of a status agrees with the status table', async () => {
  await using gateway = await startTestGateway();
  const { control } = gateway.sandbox;
  for (const connectionStatus of [...knownStatuses, 'NEW_AT_MX', null]) {
    for (const isBeingAggregated of [false, true]) {
      // One of its own, since a status that was read stands for some seconds.
      const guid = control.addMember(userGuid, { hasData: false });
      control.setStatus(guid, connectionStatus, { isBeingAggregated });
      const { data, errors } = await gateway.query(document, { guid });
      expect(errors).toBeUndefined();
      const { ofMember, ofStatus } = data?.['member'] ?? {};
      const expected = describeStatus({ connectionStatus, isBeingAggregated }, { isOAuth: false });
      expect(ofMember).toEqual(expected);
      expect(ofStatus).toMatchObject(expected);
      expect(ofStatus.observedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(ofStatus.revision).toMatch(/^[\w-]+\.[\w-]+$/);
    }
  }
});
