/**
 * Posts a player's events to where Tallylight takes them. Without X-Forwarded-For: the demo's players pretend to be far away,
 * and its reports are taken from this machine only. Lines that come while a post is under way go with the next one, so that
 * they arrive in order; what cannot be posted is lost, as players do it.
 */
export interface EventPost {
  say(...lines: readonly string[]): void;
  /** Resolves when all is posted or lost. */
  flush(): Promise<void>;
}

const POST_LIMIT_MS = 5000;

export function createEventPost(
  origin: string,
  stream: string,
  cut: AbortSignal,
  onTaken: (lines: number) => void,
): EventPost {
  const target = new URL(`/tallylight/v1/cmcd?stream=${encodeURIComponent(stream)}`, origin);
  let waiting: string[] = [];
  let underWay: Promise<void> | undefined;

  const send = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        const answer = await fetch(target, {
          method: 'POST',
          headers: { 'content-type': 'application/cmcd' },
          body: `${lines.join('\n')}\n`,
          signal: AbortSignal.any([cut, AbortSignal.timeout(POST_LIMIT_MS)]),
        });
        await answer.arrayBuffer();
        if (answer.ok) onTaken(lines.length);
      } catch {
        // The origin is away, or we are cut off.
      }
    }
    underWay = undefined;
  };

  return {
    say(...lines) {
      waiting.push(...lines);
      underWay ??= send();
    },
    flush: async () => underWay,
  };
}
