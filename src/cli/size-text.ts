const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** A number of bytes in decimal units: `999 B`, `1.3 KB`, `2.0 MB`. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  let amount = sizeBytes / 1000;
  let unit = 0;
  // 999.95 of a unit would print as 1000.0.
  while (amount >= 999.95 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${oneDecimal(amount)} ${UNITS[unit]}`;
}

/** One decimal, ties to even; `toFixed` rounds them up, which only shows at an exact .25. */
function oneDecimal(amount: number): string {
  return amount % 1 === 0.25 ? `${Math.floor(amount)}.2` : amount.toFixed(1);
}
