import type { Assignment, Atom, Loop, Statement } from './pure-program.js';

/** The statements that some atoms depend on, with loops reduced to what is used of them. */
export function liveStatements(statements: readonly Statement[], wanted: readonly Atom[]): readonly Statement[] {
  const needed = namesOf(wanted);
  const kept: Statement[] = [];
  for (const statement of statements.toReversed()) {
    if (statement.kind === 'operation') {
      if (!needed.has(statement.name)) continue;
      for (const name of namesOf(statement.operands)) needed.add(name);
      kept.push(statement);
      continue;
    }
    const loop = reduced(statement, needed);
    if (loop === undefined) continue;
    for (const name of namesOf(usedByLoop(loop))) needed.add(name);
    kept.push(loop);
  }
  return kept.reverse();
}

/** The part of a loop whose outputs or last carries are needed; none if there is none. */
function reduced(loop: Loop, needed: ReadonlySet<string>): Loop | undefined {
  const outputs = loop.outputs.filter(({ name }) => needed.has(name));
  let carries = loop.carries.filter(({ final }) => needed.has(final));
  if (outputs.length + carries.length === 0) return undefined;
  for (;;) {
    const wanted = [...outputs.map(({ value }) => value), ...carries.map(({ next }) => next)];
    const body = liveAssignments(loop.body, wanted);
    const used = namesOf([...wanted, ...body.flatMap(({ operands }) => operands)]);
    // A carry that the body reads must be carried on too.
    const more = loop.carries.filter((carry) => carries.includes(carry) || used.has(carry.name));
    if (more.length === carries.length)
      return { ...loop, outputs, carries, body, items: loop.items.filter(({ name }) => used.has(name)) };
    carries = more;
  }
}

function liveAssignments(body: readonly Assignment[], wanted: readonly Atom[]): readonly Assignment[] {
  return liveStatements(body, wanted).flatMap((statement) => (statement.kind === 'operation' ? [statement] : []));
}

/** All that a loop reads; its own items and carries are among it, whose names are nobody else's. */
function usedByLoop({ length, items, carries, body, outputs }: Loop): readonly Atom[] {
  return [
    length,
    ...items.map(({ array }) => array),
    ...carries.flatMap(({ initial, next }) => [initial, next]),
    ...outputs.map(({ value }) => value),
    ...body.flatMap(({ operands }) => operands),
  ];
}

function namesOf(atoms: readonly Atom[]): Set<string> {
  return new Set(atoms.flatMap((atom) => (atom.kind === 'name' ? [atom.name] : [])));
}
