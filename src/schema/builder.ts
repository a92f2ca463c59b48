import SchemaBuilder from '@pothos/core';
import type { Context } from '../context.ts';
import type { Secret } from '../secret.ts';

interface Types {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    Date: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    Decimal: { Input: string; Output: string };
    URL: { Input: string; Output: string };
    Secret: { Input: Secret; Output: never };
  };
}

export const builder = new SchemaBuilder<Types>({});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({
  description: 'Everything that can be changed, and every job that can be started.',
});
builder.subscriptionType({ description: 'Events that the gateway sends as they happen.' });
