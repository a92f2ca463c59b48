import { detach, type Frame } from './frame.ts';
import type { ObjectPlan } from './plan.ts';
import type { Run } from './run.ts';

/** Resolves the fields of an object, in their order. Throws if one fails that must not be null. */
export function executeFields(
  run: Run,
  { fields, size }: ObjectPlan,
  source: unknown,
  frame: Frame,
): void {
  try {
    run.meter.add(size.bytes, size.besideBytes);
    for (const execute of fields) execute(run, source, frame);
  } catch (error) {
    detach(frame);
    throw error;
  }
}
