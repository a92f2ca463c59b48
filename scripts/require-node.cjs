'use strict';

// Runs before start and test on whatever Node npm finds, so it is plain JavaScript for Node 12 and
// later: it says in a sentence what would otherwise be a syntax error somewhere in src.
const needed = 24;
const found = process.versions.node;

if (Number(found.split('.')[0]) < needed) {
  console.error(
    'This project needs Node ' +
      needed +
      ' or newer; this is Node ' +
      found +
      ' (' +
      process.execPath +
      ').\n' +
      'npm ci installs a Node of its own as an optional dependency: run it without --omit=optional,\n' +
      'or put Node ' +
      needed +
      ' or newer on the PATH.',
  );
  process.exit(1);
}
