/** Something that a test waits for: resolved once, by whoever calls `give`. */
export interface Signal {
  readonly given: Promise<void>;
  readonly give: () => void;
}

export function createSignal(): Signal {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}
