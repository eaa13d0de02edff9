/** Addresses for benches: random public IPv4, and an order to meet them in that is like traffic, where few come often. */

export function publicAddresses(count: number): string[] {
  return Array.from({ length: count }, () => {
    // First bytes that are neither private, loopback, multicast nor reserved.
    const first = 11 + Math.floor(Math.random() * 89);
    const rest = Array.from({ length: 3 }, () => Math.floor(Math.random() * 256));
    return [first, ...rest].join('.');
  });
}

/** `length` positions below `count`, the n-th as often as 1/n: Zipf's law with exponent 1. */
export function zipfOrder(count: number, length: number): Uint32Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return Uint32Array.from({ length }, () => {
    const at = Math.random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
