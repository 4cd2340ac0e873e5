import { VERSION } from './version.ts';

// The quickest answer, before anything else is loaded; main does the same behind other options.
if (process.argv[2] === '--version') {
  process.stdout.write(`Gage ${VERSION}\n`);
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main();
}
