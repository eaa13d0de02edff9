/** One bench in this process; tells its outcomes to the process that started it, and ends with it. */
import type { Outcome } from './measure.ts';

process.on('disconnect', () => process.exit(1));
const { bench } = (await import(`./benches/${process.argv[2]}.ts`)) as { bench: () => Promise<readonly Outcome[]> };
process.send?.(await bench(), () => process.exit(0));
