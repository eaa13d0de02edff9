/**
 * A named bound on something keyed from outside. What the host declares counts only against what the host declared, so a
 * stranger can never use up its room; strangers get at most half as much again, first come first kept.
 */

export interface Cap {
  readonly name: string;
  readonly max: number;
  /** Whether one more may come in; a refusal is counted. */
  admit(declared: boolean): boolean;
  /** Gives a place back. */
  release(declared: boolean): void;
  /** An undeclared one becomes the host's own; `false` when the host's room is full. */
  adopt(): boolean;
  /** How many were refused so far. */
  readonly refused: number;
  readonly used: number;
}

export function createCap(name: string, max: number): Cap {
  let declaredUsed = 0;
  let strangersUsed = 0;
  let refused = 0;
  const strangersMax = Math.max(1, Math.floor(max / 2));
  return {
    name,
    max,
    admit(declared) {
      if (declared ? declaredUsed < max : strangersUsed < strangersMax && declaredUsed + strangersUsed < max) {
        if (declared) declaredUsed += 1;
        else strangersUsed += 1;
        return true;
      }
      refused += 1;
      return false;
    },
    release(declared) {
      if (declared) declaredUsed -= 1;
      else strangersUsed -= 1;
    },
    adopt() {
      if (declaredUsed >= max) return false;
      strangersUsed -= 1;
      declaredUsed += 1;
      return true;
    },
    get refused() {
      return refused;
    },
    get used() {
      return declaredUsed + strangersUsed;
    },
  };
}
