// What the runner cannot or will not do, told to a person: printed without a stack, exit code 1.

export class Refusal extends Error {
  /** @override */
  name = 'Refusal';
}

/** Thrown through whatever is under way when the run was asked to stop. */
export class StopRequested extends Error {
  /** @override */
  name = 'StopRequested';
}
